from django.urls import URLPattern

app_name = "support_line"
urlpatterns: list[URLPattern] = []
