from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "holdfast.demo"
    verbose_name = "Demo"
