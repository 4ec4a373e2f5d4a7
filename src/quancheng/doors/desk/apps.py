from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "quancheng.doors.desk"
    label = "desk"
