from django.apps import AppConfig


class WorkplaceConfig(AppConfig):
    name = "holdfast.workplace"
    verbose_name = "Workplace"
