from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "quancheng.doors.frame"
    label = "frame"
