"""Addresses of referral: a referrer's pages, the link of somebody named, the staff's side."""

from django.urls import path

from holdfast.partners.views import arrive, desk, mine, named, refer, work

app_name = "partners"

here = "hub/<slug:slug>/refer/"
urlpatterns = [
    path(here, arrive.refer, name="refer"),
    path(f"{here}address/", arrive.address, name="address"),
    path(f"{here}code/", arrive.code, name="code"),
    path(f"{here}you/", arrive.you, name="you"),
    path(f"{here}leave/", arrive.leave, name="leave"),
    path(f"{here}mine/", mine.mine, name="mine"),
    path(f"{here}now/", refer.now, name="now"),
    path(f"{here}check/", refer.check, name="check"),
    path(f"{here}send/", refer.send, name="send"),
    path(f"{here}sent/", refer.sent, name="sent"),
    path(f"{here}about/<slug:key>/", refer.question, name="question"),
    # hidden from every log by holdfast/quiet_logs.py, as every address under /h/
    path("h/<slug:slug>/named/<str:token>/", named.named, name="named"),
    # what was shared about somebody's work, by a link with its code or by the door of those who refer
    path("h/<slug:slug>/workplace/<str:token>/", work.work_link, name="work_link"),
    path("hub/<slug:slug>/workplace/", work.work, name="work"),
    path("hub/<slug:slug>/workplace/<uuid:pk>/", work.work_one, name="work_one"),
    # staff
    path("my-referrals/", arrive.own, name="own"),
    path("admitted/", desk.admitted, name="admitted"),
    path("admitted/<uuid:pk>/end/", desk.end, name="end_organisation"),
    path("named/", desk.named_people, name="named_people"),
    path("named/<uuid:pk>/", desk.call, name="call"),
    path("named/<uuid:pk>/no-answer/", desk.no_answer, name="no_answer"),
    path("named/<uuid:pk>/decline/", desk.decline, name="decline"),
]
