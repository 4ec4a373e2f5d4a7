from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "quancheng.papers"
    label = "papers"
