from django.apps import AppConfig
from django.core.checks import register


class RosterConfig(AppConfig):
    name = "quancheng.roster"
    label = "roster"

    def ready(self) -> None:
        from . import checks

        register(checks.check_file)
        register(checks.check_rows, "database")
