from django.apps import AppConfig


class WaitingConfig(AppConfig):
    name = "holdfast.waiting"
    verbose_name = "Waiting"
