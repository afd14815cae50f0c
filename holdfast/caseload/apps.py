from django.apps import AppConfig


class CaseloadConfig(AppConfig):
    name = "holdfast.caseload"
    verbose_name = "Caseload"
