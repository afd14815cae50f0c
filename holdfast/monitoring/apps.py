from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "holdfast.monitoring"
    verbose_name = "Figures"
