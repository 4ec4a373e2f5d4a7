from django.apps import AppConfig
from django.core.checks import register


class FrameConfig(AppConfig):
    name = "quancheng.doors.frame"
    label = "frame"

    def ready(self) -> None:
        from . import cards

        register(cards.check)
