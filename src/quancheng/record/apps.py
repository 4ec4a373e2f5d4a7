from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate


class RecordConfig(AppConfig):
    name = "quancheng.record"
    label = "record"

    def ready(self) -> None:
        from . import append_only, search

        post_migrate.connect(append_only.after_migrate, sender=self)
        post_migrate.connect(search.install, sender=self)
        register(append_only.check_triggers, "database")
