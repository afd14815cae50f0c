from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "holdfast.network"
    verbose_name = "Network"
