from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "holdfast.agreements"
    verbose_name = "Agreements"
