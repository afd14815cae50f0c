from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "holdfast.courses"
    verbose_name = "Courses"
