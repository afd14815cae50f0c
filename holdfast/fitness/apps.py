from django.apps import AppConfig


class FitnessConfig(AppConfig):
    name = "holdfast.fitness"
    verbose_name = "Fitness to practise"
