from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "holdfast.diary"
    verbose_name = "Diary"
