from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "quancheng.rooms.rulebook"
    label = "rulebook"

    def ready(self) -> None:
        from quancheng.procedure import registry
        from quancheng.procedure.book import provide

        from .book import provider

        registry.room(self.name)
        provide(provider)
