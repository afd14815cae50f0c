from django.apps import AppConfig


class OnwardConfig(AppConfig):
    name = "holdfast.onward"
    verbose_name = "Onward referrals"
