from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "holdfast.alerts"
    verbose_name = "Alerts"
