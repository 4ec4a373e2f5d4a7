from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "quancheng.doors.portal"
    label = "portal"
