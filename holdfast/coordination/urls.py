from django.urls import path

from holdfast.coordination.views import goals, plan, strands

app_name = "coordination"

record = "people/<uuid:pk>/plan/"
urlpatterns = [
    path(record, plan.plan, name="plan"),
    path(f"{record}goals/", plan.add_goal, name="add_goal"),
    path(f"{record}strands/", plan.add_strand, name="add_strand"),
    path(f"{record}show/", plan.show, name="show"),
    path(f"{record}agreed/", plan.agree_with_them, name="agree_with_them"),
    path(f"{record}looked-at/", plan.look_again, name="look_again"),
    path(f"{record}goals/<uuid:goal_pk>/", goals.goal, name="goal"),
    path(f"{record}goals/<uuid:goal_pk>/rate/", goals.rate, name="rate"),
    path(f"{record}goals/<uuid:goal_pk>/correct/", goals.correct_goal, name="correct_goal"),
    path(f"{record}goals/<uuid:goal_pk>/end/", goals.end_goal, name="end_goal"),
    path(f"{record}strands/<uuid:strand_pk>/", strands.strand, name="strand"),
    path(f"{record}strands/<uuid:strand_pk>/done/", strands.do_step, name="do_step"),
    path(f"{record}strands/<uuid:strand_pk>/correct/", strands.correct_strand, name="correct_strand"),
    path(f"{record}strands/<uuid:strand_pk>/end/", strands.end_strand, name="end_strand"),
]
