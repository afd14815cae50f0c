from django.urls import path

from holdfast.appointments.views import booking, by_hand, diaries, earlier, groups, one

app_name = "appointments"

urlpatterns = [
    path("diary/", diaries.week, name="week"),
    path("diary/team/", diaries.team, name="team"),
    path("diary/free/", diaries.free, name="free"),
    path("diary/earlier/", earlier.earlier, name="earlier"),
    path("diary/reminders/", by_hand.by_hand, name="by_hand"),
    path("diary/groups/", groups.groups, name="groups"),
    path("diary/groups/plan/", groups.plan_group, name="plan_group"),
    path("diary/groups/<uuid:pk>/", groups.group, name="group"),
    path("diary/groups/<uuid:pk>/attended/", groups.attend_group, name="attend_group"),
    path("diary/groups/<uuid:pk>/cancel/", groups.cancel_group, name="cancel_group"),
    path("people/<uuid:pk>/appointments/group/", groups.put_in, name="put_in"),
    path("people/<uuid:pk>/appointments/", booking.of_record, name="of_record"),
    path("people/<uuid:pk>/appointments/book/", booking.book, name="book"),
    path("people/<uuid:pk>/appointments/offer/", booking.offer, name="offer"),
    path("people/<uuid:pk>/appointments/offer/take-back/", booking.withdraw_offer, name="withdraw_offer"),
    path("appointments/<uuid:pk>/", one.one, name="one"),
    path("appointments/<uuid:pk>/attended/", one.attend, name="attend"),
    path("appointments/<uuid:pk>/undo/", one.undo, name="undo"),
    path("appointments/<uuid:pk>/move/", one.move, name="move"),
    path("appointments/<uuid:pk>/earlier/", earlier.wish_earlier, name="wish_earlier"),
    path("appointments/<uuid:pk>/earlier/told/", earlier.tell_earlier, name="tell_earlier"),
    path("appointments/<uuid:pk>/reminded/", by_hand.remind, name="remind"),
    path("appointments/<uuid:pk>/cancel/", one.cancel, name="cancel"),
]
