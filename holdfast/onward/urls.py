from django.urls import URLPattern

app_name = "onward"

urlpatterns: list[URLPattern] = []
