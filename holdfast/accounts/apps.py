from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "holdfast.accounts"
    verbose_name = "Accounts"
