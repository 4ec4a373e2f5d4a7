from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "quancheng.demo"
    label = "demo"
