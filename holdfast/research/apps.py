from django.apps import AppConfig


class ResearchConfig(AppConfig):
    name = "holdfast.research"
    verbose_name = "Research"
