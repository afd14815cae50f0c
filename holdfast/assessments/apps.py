from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "holdfast.assessments"
    verbose_name = "Assessments"
