from django.apps import AppConfig


class HubsConfig(AppConfig):
    name = "holdfast.hubs"
    verbose_name = "Hubs"
