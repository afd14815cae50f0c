from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "holdfast.correspondence"
    verbose_name = "Correspondence"
