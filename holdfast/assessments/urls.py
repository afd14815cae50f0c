from django.urls import path

from holdfast.assessments.views import record, safety_plan, writing

app_name = "assessments"

one = "people/<uuid:pk>/assessment/<uuid:assessment_pk>/"
urlpatterns = [
    path("people/<uuid:pk>/assessment/", record.of_record, name="of_record"),
    path("people/<uuid:pk>/assessment/begin/", record.begin, name="begin"),
    path(one, record.one, name="one"),
    path(f"{one}write/", writing.write, name="write"),
    path(f"{one}keep/", writing.keep, name="keep"),
    path(f"{one}agree/", record.agree, name="agree"),
    path(f"{one}words/<uuid:row_pk>/correct/", record.correct, name="correct"),
    path(f"{one}words/<uuid:row_pk>/strike/", record.strike, name="strike"),
    path("people/<uuid:pk>/safety-plan/", safety_plan.safety_plan, name="safety_plan"),
    path("people/<uuid:pk>/safety-plan/share/", safety_plan.share_safety_plan, name="share_safety_plan"),
]
