from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "quancheng.rooms.suggestions"
    label = "suggestions"

    def ready(self) -> None:
        from quancheng.procedure import registry

        registry.room(self.name)
        from . import papers, volumes, years  # noqa: F401
