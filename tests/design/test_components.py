import re

import pytest
from django import forms
from jinja2 import UndefinedError

from holdfast.design.forms import DayField, SampleForm
from tests.design.conftest import TEMPLATES

FRAME = {"mark", "brand", "leave_bar", "staff_bar", "message", "messages_list"}
"""What each page stands in: it is on the components page as on every other."""
PARTS = {"arrow", "channels", "choice"}
"""Shown inside another component: hero_words, band, choices."""
MARKUP = '"><script>alert(1)</script>'


class AnswerForm(forms.Form):
    way = forms.ChoiceField(
        label="How may we reach you?",
        help_text="Pick one.",
        choices=[("call", "Phone call"), ("text", "Text message")],
        widget=forms.RadioSelect,
        error_messages={"required": "Pick how we may reach you"},
    )
    phone = forms.CharField(
        label="Phone number",
        help_text="Your own, not one at work.",
        required=False,
        max_length=5,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"max_length": "Enter a shorter number"},
    )
    born = DayField(label="Date of birth")
    draft = forms.CharField(widget=forms.HiddenInput)


def test_what_was_typed_stays_in_the_field_and_cannot_become_markup(render):
    page = render("{{ ours.field(form['phone']) }}", form=AnswerForm({"phone": MARKUP}))

    assert "<script>" not in page
    assert 'value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page


def test_a_field_is_described_by_its_hint_and_then_its_error(render):
    page = render("{{ ours.field(form['phone']) }}", form=AnswerForm({"phone": "070009"}))

    assert re.findall('aria-describedby="(.*?)"', page) == ["id_phone_hint id_phone_error"]
    assert 'id="id_phone_hint"' in page
    assert 'id="id_phone_error"' in page


def test_a_field_without_hint_or_error_is_described_by_nothing(render):
    page = render("{{ ours.field(form['day']) }}{{ ours.field(form['email']) }}", form=SampleForm())

    assert "aria-describedby" not in page.split("id_email")[1]


def test_a_field_keeps_what_its_widget_says_about_keyboards_and_filling_in(render):
    page = render("{{ ours.field(form['phone']) }}", form=AnswerForm())

    assert 'autocomplete="tel"' in page
    assert 'inputmode="tel"' in page


def test_a_field_that_may_stay_empty_says_so_unless_told_not_to(render):
    said = render("{{ ours.field(form['phone']) }}", form=AnswerForm())
    unsaid = render("{{ ours.field(form['phone'], optional=false) }}", form=AnswerForm())

    assert ("(optional)" in said, "(optional)" in unsaid) == (True, False)


def test_the_links_of_the_error_summary_lead_to_fields_that_are_there(render):
    form = AnswerForm({"phone": "070009", "draft": "x"})
    summary = render("{{ ours.error_summary(form) }}", form=form)
    fields = render("{% for bound in form %}{{ ours.field(bound) }}{% endfor %}", form=form)

    targets = re.findall('href="#(.*?)"', summary)
    assert targets == ["id_way_0", "id_phone", "id_born_0"]
    assert [f'id="{target}"' in fields for target in targets] == [True, True, True]


def test_no_error_no_summary(render):
    assert render("{{ ours.error_summary(form) }}", form=AnswerForm()) == ""


def test_an_error_to_a_person_starts_with_check_and_never_with_error(render):
    page = render("{{ ours.field(form['way']) }}{{ ours.error_summary(form) }}", form=AnswerForm({}))

    assert "Check:" in page
    assert "Check these answers" in page
    assert "Error" not in page


def test_what_belongs_to_a_choice_stands_inside_its_card(render):
    source = (
        "{% call(value) ours.field(form['way']) %}"
        "{% if value == 'call' %}{{ ours.field(form['phone']) }}{% endif %}"
        "{% endcall %}"
    )
    cards = render(source, form=AnswerForm()).split('class="hf-choice"')

    assert ["id_phone" in card for card in cards] == [False, True, False]


def test_the_chosen_option_alone_is_checked(render):
    page = render("{{ ours.field(form['way']) }}", form=AnswerForm({"way": "text"}))

    assert re.findall('value="([^"]*)"[^>]* checked', page) == ["text"]


def test_a_hidden_field_is_only_an_input(render):
    page = render("{{ ours.field(form['draft']) }}", form=AnswerForm(initial={"draft": "kept"}))

    assert page == '<input type="hidden" name="draft" value="kept" id="id_draft">'


def test_a_day_that_does_not_exist_stays_in_its_boxes(render):
    form = AnswerForm({"born_0": "31", "born_1": "2", "born_2": "1984"})

    assert form.errors["born"] == ["Enter a day that exists, for example 15 3 1984"]
    assert re.findall('value="(.*?)"', render("{{ ours.field(form['born']) }}", form=form)) == [
        "31",
        "2",
        "1984",
    ]


@pytest.mark.parametrize("year", ["٢٠٢٠", "0", "99999", "9" * 5000, "\x00", "1e3"])
def test_a_year_that_is_no_year_is_refused_in_words(year):
    form = AnswerForm({"born_0": "1", "born_1": "2", "born_2": year})

    assert form.errors["born"] == ["Enter a day that exists, for example 15 3 1984"]


@pytest.mark.parametrize(
    ("typed", "sentence", "faulty"),
    [
        (("1", "2", ""), "Enter the year", [2]),
        (("", "", "1984"), "Enter the day and the month", [0, 1]),
        (("40", "3", ""), "Enter a day from 1 to 31 and the year", [0, 2]),
        (("x", "13", ""), "Enter a day from 1 to 31, a month from 1 to 12 and the year", [0, 1, 2]),
        (("15", "", "0"), "Enter the month and a year of 4 numbers", [1, 2]),
        (("40", "3", "1984"), "Enter a day that exists, for example 15 3 1984", [0]),
        (("31", "2", "1984"), "Enter a day that exists, for example 15 3 1984", [0, 1, 2]),
        (("", "", ""), "Enter a day, a month and a year", [0, 1, 2]),
    ],
)
def test_a_day_says_what_to_enter_and_marks_only_the_faulty_boxes(render, typed, sentence, faulty):
    form = AnswerForm({f"born_{place}": part for place, part in enumerate(typed)})
    shown = render("{{ ours.error_summary(form) }}{{ ours.field(form['born']) }}", form=form)

    assert form.errors["born"] == [sentence]
    assert re.findall(r'nhsuk-input--error" id="id_born_(.)"', shown) == [str(place) for place in faulty]
    assert f'<a href="#id_born_{faulty[0]}">{sentence}</a>' in shown


def test_a_day_that_may_be_left_out_says_so_when_a_part_of_it_is_missing():
    form = SampleForm({"day_0": "1", "day_1": "2"})

    assert form.errors["day"] == ["Enter the year. Or leave all three boxes empty"]


def test_an_answer_of_nought_on_a_scale_is_checked_and_no_answer_is_not(render):
    source = "{{ ours.scale(1, 'Made up', 'item', [(0, 'Not at all'), (1, 'Several days')], value) }}"

    assert re.findall('value="(.)"[^>]* checked', render(source, value=0)) == ["0"]
    assert re.findall('value="(.)"[^>]* checked', render(source, value=None)) == []
    assert re.findall('value="(.)"[^>]* checked', render(source, value="")) == []


def test_words_in_a_row_cannot_become_markup(render):
    page = render("{{ ours.worklist('People', [row]) }}", row={"name": MARKUP, "by": MARKUP, "owner": MARKUP})

    assert "<script>" not in page


def test_a_row_shows_its_cells_in_the_order_asked_for(render):
    row = {"name": "Otto Exampleton", "wait": "2 d", "do": "Chase", "do_href": "/chase"}
    page = render("{{ ours.worklist('People', [row], columns=['name', 'next', 'wait']) }}", row=row)

    assert re.findall('class="(c-.*?)"', page.split("<tbody")[1]) == ["c-name", "c-next", "c-wait"]


def test_a_change_of_state_in_a_row_is_a_form_that_posts(render):
    row = {"name": "Tansy Madeup", "do": "Take", "do_post": "/take"}
    page = render("{{ ours.worklist('Alerts', [row], csrf='TOKEN') }}", row=row)

    assert '<form method="post" action="/take">TOKEN' in page


def test_a_chart_tells_its_values_to_someone_who_cannot_see_it(render):
    page = render(
        "{{ ours.measure_chart(points, bands, 10, 'Made-up measure', highest=27) }}",
        points=[{"value": 19, "date": "3 Aug"}, {"value": 17, "date": "14 Oct"}],
        bands=[{"label": "few", "start": 0}, {"label": "many", "start": 10}],
    )

    assert 'aria-label="Made-up measure: 19 on 3 Aug, 17 on 14 Oct. Ranges: few from 0, many from 10."' in page


@pytest.mark.parametrize("values", [[0], [27], [0, 27], [5, 5, 5]])
@pytest.mark.parametrize("big", [False, True])
def test_a_chart_can_be_drawn_of_any_scores(render, values, big):
    page = render(
        "{{ ours.measure_chart(points, bands, none, 'Made-up measure', big=big, highest=27) }}",
        points=[{"value": value, "date": "3 Aug"} for value in values],
        bands=[{"label": "few", "start": 0}, {"label": "many", "start": 10}],
        big=big,
    )

    assert page.count("<circle") == len(values)


def test_a_name_nobody_gave_is_an_error_and_a_missing_key_is_nothing(render):
    assert render("{{ row.nothing.at.all }}", row={}) == ""
    with pytest.raises(UndefinedError):
        render("{% if misspelt %}{% endif %}")


def test_the_macros_of_the_design_system_can_be_used_beside_ours(pages):
    source = (
        "{% from 'nhsuk/components/button/macro.jinja' import button %}"
        "{% from 'nhsuk/components/tag/macro.jinja' import tag %}"
        "{% from 'nhsuk/components/summary-list/macro.jinja' import summaryList %}"
        "{% from 'nhsuk/components/details/macro.jinja' import details %}"
        "{{ button({'text': 'Send'}) }}{{ tag({'text': 'New'}) }}"
        "{{ summaryList({'rows': [{'key': {'text': 'Name'}, 'value': {'text': 'Robin'}}]}) }}"
        "{{ details({'summaryText': 'Why we ask', 'text': 'To reach you'}) }}"
    )
    page = pages.from_string(source).render()

    assert [word in page for word in ("Send", "New", "Robin", "Why we ask")] == [True] * 4


def test_every_component_is_shown_on_the_components_page(pages):
    names = {name for name in vars(pages.get_template("design/components.html").module) if name[0] != "_"}
    sources = "".join(path.read_text() for path in (TEMPLATES / "design" / "components_page").glob("*.html"))

    assert names - FRAME - PARTS - set(re.findall(r"\b(\w+)\(", re.sub(r"'[^']*'", "", sources))) == set()
