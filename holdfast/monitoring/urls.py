from django.urls import path

from holdfast.monitoring import board_views, number_views, views

app_name = "monitoring"

urlpatterns = [
    path("figures/", board_views.figures, name="figures"),
    path("figures/who/", board_views.equality, name="equality"),
    path("figures/number/", number_views.number, name="number"),
    path("figures/returns/", views.returns, name="returns"),
    path("figures/returns/prepare/", views.prepare, name="prepare"),
    path("figures/returns/<uuid:pk>/", views.one, name="one"),
    path("figures/returns/<uuid:pk>/sign/", views.sign, name="sign"),
    path("figures/returns/<uuid:pk>/release/", views.release, name="release"),
    path("figures/returns/<uuid:pk>/discard/", views.discard, name="discard"),
    path("figures/returns/<uuid:pk>/<slug:form>/", views.file, name="file"),
]
