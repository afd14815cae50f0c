from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "holdfast.measures"
    verbose_name = "Measures"
