from django.urls import path

from holdfast.demo import views

app_name = "demo"

urlpatterns = [
    path("", views.doors, name="doors"),
    path("enter/<uuid:pk>/", views.enter, name="enter"),
    path("own/<slug:slug>/<uuid:pk>/", views.own_pages, name="own_pages"),
    path("refer/<slug:slug>/<uuid:pk>/", views.refer, name="refer"),
    path("inbox/", views.inbox, name="inbox"),
    path("components/<slug:ground>/", views.components, name="components"),
]
