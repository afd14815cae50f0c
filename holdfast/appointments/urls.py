from django.urls import path

from holdfast.appointments.views import booking, diaries, one

app_name = "appointments"

urlpatterns = [
    path("diary/", diaries.week, name="week"),
    path("diary/team/", diaries.team, name="team"),
    path("diary/free/", diaries.free, name="free"),
    path("people/<uuid:pk>/appointments/", booking.of_record, name="of_record"),
    path("people/<uuid:pk>/appointments/book/", booking.book, name="book"),
    path("people/<uuid:pk>/appointments/offer/", booking.offer, name="offer"),
    path("people/<uuid:pk>/appointments/offer/take-back/", booking.withdraw_offer, name="withdraw_offer"),
    path("appointments/<uuid:pk>/", one.one, name="one"),
    path("appointments/<uuid:pk>/attended/", one.attend, name="attend"),
    path("appointments/<uuid:pk>/undo/", one.undo, name="undo"),
    path("appointments/<uuid:pk>/move/", one.move, name="move"),
    path("appointments/<uuid:pk>/cancel/", one.cancel, name="cancel"),
]
