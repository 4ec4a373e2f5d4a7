"""How forms are drawn: our own templates over Django's, with the house's tags at hand."""

from pathlib import Path
from typing import Any

from django import forms as django_forms
from django.forms.renderers import DjangoTemplates
from django.utils.functional import cached_property

OURS = Path(__file__).parent / "templates"
DJANGOS = Path(django_forms.__file__).parent / "templates"


class Renderer(DjangoTemplates):
    """Finds our widgets first, then Django's, then the rooms'."""

    form_template_name = "frame/form.html"
    field_template_name = "frame/field.html"

    @cached_property
    def engine(self) -> Any:
        options = {"builtins": ["quancheng.doors.frame.templatetags.q"]}
        return self.backend({"APP_DIRS": True, "DIRS": [OURS, DJANGOS], "NAME": "forms", "OPTIONS": options})
