from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "holdfast.triage"
    verbose_name = "Triage"
