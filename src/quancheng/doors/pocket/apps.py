from django.apps import AppConfig


class PocketConfig(AppConfig):
    name = "quancheng.doors.pocket"
    label = "pocket"
