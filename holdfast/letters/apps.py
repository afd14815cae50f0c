from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "holdfast.letters"
    verbose_name = "Letters"
