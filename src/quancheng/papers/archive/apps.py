from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "quancheng.papers.archive"
    label = "archive"
