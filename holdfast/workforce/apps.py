from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "holdfast.workforce"
    verbose_name = "Workforce"
