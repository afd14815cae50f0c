from django.urls import path

from holdfast.monitoring import board_views, number_views, public_views, released_views, service_views, views

app_name = "monitoring"

urlpatterns = [
    path("figures/", board_views.figures, name="figures"),
    path("figures/who/", board_views.equality, name="equality"),
    path("figures/services/", service_views.services, name="services"),
    path("figures/number/", number_views.number, name="number"),
    path("figures/public/", public_views.publications, name="publications"),
    path("figures/public/prepare/", public_views.prepare_public, name="prepare_public"),
    path("figures/public/<uuid:pk>/", public_views.publication, name="publication"),
    path("figures/public/<uuid:pk>/sign/", public_views.sign_public, name="sign_public"),
    path("figures/public/<uuid:pk>/publish/", public_views.publish, name="publish"),
    path("figures/public/<uuid:pk>/discard/", public_views.discard_public, name="discard_public"),
    path("hub/<slug:slug>/figures/", public_views.published, name="published"),
    path("hub/<slug:slug>/figures/<str:period>/", public_views.published_one, name="published_one"),
    path("hub/<slug:slug>/figures/<str:period>/<slug:form>/", public_views.published_file, name="published_file"),
    path("figures/released/", released_views.released, name="released"),
    path("figures/released/<uuid:pk>/", released_views.released_one, name="released_one"),
    path("figures/released/<uuid:pk>/<slug:form>/", released_views.released_file, name="released_file"),
    path("figures/returns/", views.returns, name="returns"),
    path("figures/returns/prepare/", views.prepare, name="prepare"),
    path("figures/returns/<uuid:pk>/", views.one, name="one"),
    path("figures/returns/<uuid:pk>/sign/", views.sign, name="sign"),
    path("figures/returns/<uuid:pk>/release/", views.release, name="release"),
    path("figures/returns/<uuid:pk>/discard/", views.discard, name="discard"),
    path("figures/returns/<uuid:pk>/<slug:form>/", views.file, name="file"),
]
