from django.urls import path

from holdfast.front_door import ask_views, more_views, questionnaire_views, team_views, views

app_name = "front_door"

hub = "hub/<slug:slug>/"
urlpatterns = [
    path("", views.home, name="start"),
    path("help-now/", views.help_now, name="help_now"),
    path("hub/leave/", views.leave, name="leave"),  # where the browser shows every key it holds
    path(hub, views.start, name="start"),
    path(f"{hub}help-now/", views.help_now_at_hub, name="help_now"),
    path(f"{hub}is-this-for-me/", views.text_page("is-this-for-me"), name="is_this_for_me"),
    path(f"{hub}what-happens/", views.text_page("what-happens"), name="what_happens"),
    path(f"{hub}what-stays-private/", views.text_page("confidentiality"), name="confidentiality"),
    path(f"{hub}privacy/", views.text_page("privacy"), name="privacy"),
    path(f"{hub}accessibility/", views.text_page("accessibility"), name="accessibility"),
    path(f"{hub}contact/", views.text_page("contact"), name="contact"),
    path(f"{hub}reading/", views.information, name="information"),
    path(f"{hub}reading/<slug:key>/", views.article, name="article"),
    # the request
    path(f"{hub}ask/", ask_views.ask, name="ask"),
    path(f"{hub}ask/now/", ask_views.now, name="now"),
    path(f"{hub}ask/check/", ask_views.check, name="check"),
    path(f"{hub}ask/send/", ask_views.send, name="send"),
    path(f"{hub}ask/<slug:key>/", ask_views.question, name="question"),
    # a team asks
    path(f"{hub}team/", team_views.team, name="team"),
    path(f"{hub}team/now/", team_views.now, name="team_now"),
    path(f"{hub}team/check/", team_views.check, name="team_check"),
    path(f"{hub}team/send/", team_views.send, name="team_send"),
    path(f"{hub}team/sent/", team_views.sent, name="team_sent"),
    path(f"{hub}team/<slug:key>/", team_views.question, name="team_question"),
    # tell us more
    path(f"{hub}sent/", more_views.sent, name="sent"),
    path(f"{hub}more/", more_views.more, name="more"),
    path(f"{hub}more/later/", more_views.later, name="later"),
    path(f"{hub}more/all/", more_views.all_sent, name="all_sent"),
    path(f"{hub}more/now/", more_views.now, name="more_now"),
    path(f"{hub}more/questions/<slug:key>/<int:page>/", questionnaire_views.questionnaire, name="questionnaire"),
    path(f"{hub}more/<slug:key>/", more_views.part, name="part"),
    path("h/<slug:slug>/<str:token>/", more_views.open_link, name="open_link"),
]
