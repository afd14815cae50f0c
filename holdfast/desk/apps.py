from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "holdfast.desk"
    verbose_name = "Desk"
