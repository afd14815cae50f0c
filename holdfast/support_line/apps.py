from django.apps import AppConfig


class SupportLineConfig(AppConfig):
    name = "holdfast.support_line"
    verbose_name = "Support line"
