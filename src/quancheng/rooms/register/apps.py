from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "quancheng.rooms.register"
    label = "register"

    def ready(self) -> None:
        from quancheng.procedure import registry

        registry.room(self.name)
        from . import years  # noqa: F401
