from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "holdfast.referrals"
    verbose_name = "Referrals"
