from django.urls import path

from holdfast.diary import feed_views, room_views, together_views, views

app_name = "diary"

urlpatterns = [
    path("diary/together/", together_views.plan_together, name="plan_together"),
    path("diary/hours/", views.hours, name="hours"),
    path("diary/hours/<uuid:pk>/", views.hours_of, name="hours_of"),
    path("diary/hours/<uuid:pk>/pattern/", views.set_pattern, name="set_pattern"),
    path("diary/hours/<uuid:pk>/away/", views.add_absence, name="add_absence"),
    path("diary/hours/<uuid:pk>/extra/", views.add_hours, name="add_hours"),
    path("diary/hours/<uuid:pk>/keep/", views.keep_time, name="keep_time"),
    path("diary/hours/<uuid:pk>/take-back/<uuid:row_pk>/", views.take_back, name="take_back"),
    path("diary/hours/<uuid:pk>/give-back/<uuid:session_pk>/", views.give_back, name="give_back"),
    path("diary/feed/", feed_views.make_feed, name="make_feed"),
    path("diary/feed/end/", feed_views.end_feed, name="end_feed"),
    path("h/<slug:slug>/busy/<str:token>.ics", feed_views.feed, name="feed"),
    path("diary/rooms/", room_views.rooms, name="rooms"),
    path("diary/rooms/add/", room_views.add_room, name="add_room"),
    path("diary/rooms/<uuid:pk>/end/", room_views.end_room, name="end_room"),
    path("diary/lengths/", room_views.set_length, name="set_length"),
]
