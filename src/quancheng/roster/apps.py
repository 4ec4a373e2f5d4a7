from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "quancheng.roster"
    label = "roster"
