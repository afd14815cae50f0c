from django.urls import path

from holdfast.letters.views import post, record, steps, templates

app_name = "letters"

urlpatterns = [
    path("people/<uuid:pk>/letters/", record.of_record, name="of_record"),
    path("people/<uuid:pk>/letters/write/", record.write, name="write"),
    path("letters/post/", post.post_list, name="post_list"),
    path("letters/templates/", templates.templates, name="templates"),
    path("letters/templates/change/", templates.template, name="template"),
    path("letters/<uuid:pk>/", record.one, name="one"),
    path("letters/<uuid:pk>/edit/", record.edit, name="edit"),
    path("letters/<uuid:pk>/pdf/", record.pdf, name="pdf"),
    path("letters/<uuid:pk>/show/", steps.show, name="show"),
    path("letters/<uuid:pk>/agreed/", steps.agree, name="agree"),
    path("letters/<uuid:pk>/send/", steps.send, name="send"),
    path("letters/<uuid:pk>/ready/", steps.ready, name="ready"),
    path("letters/<uuid:pk>/withdraw/", steps.withdraw, name="withdraw"),
    path("letters/<uuid:pk>/posted/", steps.post, name="post"),
    path("letters/<uuid:pk>/undo/", steps.undo, name="undo"),
]
