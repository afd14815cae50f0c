from django.urls import path

from holdfast.desk.views import changes, employers, ready, rules, team, terms

app_name = "desk"

urlpatterns = [
    path("desk/terms/", terms.terms, name="terms"),
    path("desk/words/", terms.words, name="words"),
    path("desk/questionnaires/", terms.questionnaires, name="questionnaires"),
    path("desk/rules/", rules.rules, name="rules"),
    path("desk/place/", employers.place, name="place"),
    path("desk/employers/", employers.employers, name="employers"),
    path("desk/employers/add/", employers.add_employer, name="add_employer"),
    path("desk/employers/remove/", employers.remove_employer, name="remove_employer"),
    path("desk/systems/add/", employers.add_system, name="add_system"),
    path("desk/systems/remove/", employers.remove_system, name="remove_system"),
    path("desk/team/", team.team, name="team"),
    path("desk/team/invite/", team.invite, name="invite"),
    path("desk/team/<uuid:pk>/", team.member, name="member"),
    path("desk/team/<uuid:pk>/roles/", team.set_roles, name="set_roles"),
    path("desk/team/<uuid:pk>/suspend/", team.suspend, name="suspend"),
    path("desk/team/<uuid:pk>/resume/", team.resume, name="resume"),
    path("desk/team/<uuid:pk>/leave/", team.leave, name="leave"),
    path("desk/team/<uuid:pk>/link/", team.replace_link, name="replace_link"),
    path("desk/team/<uuid:pk>/begin-again/", team.begin_again, name="begin_again"),
    path("desk/ready/", ready.ready, name="ready"),
    path("desk/ready/cover/", ready.try_cover, name="try_cover"),
    path("desk/ready/signatures/", ready.acknowledge_signatures, name="acknowledge_signatures"),
    path("desk/changes/", changes.changes, name="changes"),
]
