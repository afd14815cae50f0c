"""Our template of a list of choices draws what Django's draws, letter for letter."""

import pytest
from django import forms
from django.forms.renderers import Jinja2

from holdfast.design.renderer import Fields

NAMES = [("", "Choose <one>"), ("a", "Ada & Ben"), ("b", 'Wren "W" Dummerly')]
GROUPS = [("", "Whoever is free"), ("Admitted to assess", NAMES[1:2]), ("Not <admitted>", NAMES[2:])]
LISTS = {
    "plain": (forms.ChoiceField(choices=NAMES, required=False), "b"),
    "nothing chosen": (forms.ChoiceField(choices=NAMES), ""),
    "in groups": (forms.ChoiceField(choices=GROUPS), "b"),
    "several": (forms.MultipleChoiceField(choices=NAMES), ["a", "b"]),
    "yes or no": (forms.NullBooleanField(), True),
    "empty": (forms.ChoiceField(choices=[]), "b"),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_choices_is_drawn_as_django_draws_it(name):
    field, value = LISTS[name]
    attributes = {"id": "id_member", "required": True, "disabled": False, "aria-describedby": 'x"y'}

    drawn = [field.widget.render("member", value, attributes, renderer=each) for each in (Fields(), Jinja2())]

    assert drawn[0] == drawn[1]
    assert drawn[0].startswith("<select")
