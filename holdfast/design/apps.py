from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "holdfast.design"
    verbose_name = "Design"
