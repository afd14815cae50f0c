from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "holdfast.partners"
    verbose_name = "Partners"
