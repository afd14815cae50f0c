from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "holdfast.outcomes"
    verbose_name = "Outcomes"
