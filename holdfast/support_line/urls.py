from django.urls import path

from holdfast.support_line import post_views, views

app_name = "support_line"

urlpatterns = [
    path("calls/", views.calls, name="calls"),
    path("calls/begin/", views.begin, name="begin"),
    path("calls/<uuid:pk>/", views.call, name="call"),
    path("calls/<uuid:pk>/match/", views.match, name="match"),
    path("post/", post_views.post, name="post"),
    path("post/log/", post_views.log, name="log_post"),
    path("post/<uuid:pk>/", post_views.one, name="one"),
    path("post/<uuid:pk>/match/", post_views.match, name="match_post"),
    path("post/<uuid:pk>/hand-on/", post_views.hand_on, name="hand_on"),
    path("post/<uuid:pk>/set-aside/", post_views.set_aside, name="set_aside"),
    path("post/documents/<uuid:pk>/", post_views.document, name="document"),
    path("people/<uuid:pk>/post/", post_views.of_record, name="of_record"),
]
