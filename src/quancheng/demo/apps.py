from collections.abc import Mapping

from django.apps import AppConfig


def notes() -> Mapping[str, str]:
    """How things go in each township, by its congress: what there is to see there."""
    from .grow.places import townships

    return {town["slug"]: town["note"] for town in townships()}


class DemoConfig(AppConfig):
    name = "quancheng.demo"
    label = "demo"

    def ready(self) -> None:
        from quancheng.doors.frame import cards

        from .models import DemoMark

        cards.vouch(lambda: DemoMark.objects.exists(), notes)
