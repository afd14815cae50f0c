from django.apps import AppConfig


class SafeguardingConfig(AppConfig):
    name = "holdfast.safeguarding"
    verbose_name = "Safeguarding"
