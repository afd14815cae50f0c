from django.urls import path

from holdfast.portal.views import (
    appointments,
    choices,
    entry,
    letters,
    looked,
    pages,
    plan,
    safety_plan,
    sharing,
    staff,
)

app_name = "portal"

own = "hub/<slug:slug>/own/"
urlpatterns = [
    path("h/<slug:slug>/p/<str:token>/", entry.open_link, name="open_link"),
    path(f"{own}begin/", entry.choose, name="choose"),
    path(f"{own}link/", entry.lost, name="lost"),
    path(f"{own}pin/", entry.pin, name="pin"),
    path(f"{own}again/", entry.confirm, name="confirm"),
    path(f"{own}close/", entry.close, name="close"),
    path(f"{own}next/", entry.next_link, name="next_link"),
    path(f"{own}more/", entry.tell, name="tell"),
    # the pages themselves
    path(own, pages.stand, name="stand"),
    path(f"{own}now/", pages.now, name="now"),
    path(f"{own}how/", pages.been, name="been"),
    path(f"{own}reach/", pages.reach, name="reach"),
    path(f"{own}needs/", pages.needs, name="needs"),
    path(f"{own}others/", sharing.sharing, name="sharing"),
    path(f"{own}others/<uuid:pk>/", sharing.agree, name="agree"),
    path(f"{own}others/<uuid:pk>/withdraw/", sharing.withdraw, name="withdraw"),
    path(f"{own}others/<uuid:pk>/tell/", sharing.tell_them, name="tell_them"),
    path(f"{own}looked/", looked.looked_page, name="looked"),
    path(f"{own}people/", choices.people, name="people"),
    path(f"{own}people/<uuid:pk>/ask/", choices.ask_off, name="ask_off"),
    path(f"{own}elsewhere/", choices.elsewhere, name="elsewhere"),
    path(f"{own}appointments/", appointments.appointments, name="appointments"),
    path(f"{own}appointments/<uuid:pk>/", appointments.appointment, name="appointment"),
    path(f"{own}appointments/<uuid:pk>/cancel/", appointments.cancel_appointment, name="cancel_appointment"),
    path(f"{own}appointments/<uuid:pk>/earlier/", appointments.wish_earlier, name="wish_earlier"),
    path(f"{own}safety-plan/", safety_plan.safety_plan, name="safety_plan"),
    path(f"{own}plan/", plan.plan, name="plan"),
    path(f"{own}plan/rate/", plan.rate_goals, name="rate_goals"),
    path(f"{own}plan/agree/", plan.agree_plan, name="agree_plan"),
    path(f"{own}plan/change/", plan.ask_change, name="ask_change"),
    path(f"{own}letters/", letters.letters, name="letters"),
    path(f"{own}letters/<uuid:pk>/", letters.letter, name="letter"),
    path(f"{own}letters/<uuid:pk>/pdf/", letters.letter_pdf, name="letter_pdf"),
    path(f"{own}letters/<uuid:pk>/yes/", letters.agree_letter, name="agree_letter"),
    path(f"{own}letters/<uuid:pk>/change/", letters.change_letter, name="change_letter"),
    path(f"{own}letters/<uuid:pk>/no/", letters.refuse_letter, name="refuse_letter"),
    path(f"{own}letters/<uuid:pk>/take-back/", letters.take_back_letter, name="take_back_letter"),
    path(f"{own}stop/", choices.stop, name="stop"),
    # the hub's side
    path("people/<uuid:pk>/own-pages/", staff.give, name="give"),
    path("people/<uuid:pk>/own-pages/close/", staff.close_pages, name="close_pages"),
]
