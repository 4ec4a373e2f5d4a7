from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "quancheng.demo"
    label = "demo"

    def ready(self) -> None:
        from quancheng.doors.frame import cards

        from .models import DemoMark

        cards.vouch(lambda: DemoMark.objects.exists())
