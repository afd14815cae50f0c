from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "holdfast.outreach"
    verbose_name = "Outreach"
