"""Our own markdown: safe, in the classes of the design system, and never with a gap."""

import pytest
from markupsafe import Markup

from holdfast.front_door.markup import placeholders, render

LINKS = {"ask": "/h/northfell/ask", "help-now": "/help-now"}


def test_a_name_becomes_a_link_with_its_usual_words():
    assert render("You can [[ask]].", links=LINKS) == ('<p>You can <a href="/h/northfell/ask">ask for help</a>.</p>\n')


def test_a_link_may_have_words_of_its_own():
    assert render("[[ask|Ask us]]", links=LINKS) == '<p><a href="/h/northfell/ask">Ask us</a></p>\n'


def test_a_value_is_escaped():
    assert render("In [[hub_area]].", links={}, values={"hub_area": "<b>North</b> & *East*"}) == (
        "<p>In &lt;b&gt;North&lt;/b&gt; &amp; *East*.</p>\n"
    )


def test_an_address_and_the_words_of_a_link_are_escaped():
    assert render("[[ask|<i>now</i>]]", links={"ask": '/"><script>'}) == (
        '<p><a href="/&#34;&gt;&lt;script&gt;">&lt;i&gt;now&lt;/i&gt;</a></p>\n'
    )


def test_markup_that_stands_alone_stands_in_no_paragraph():
    table = Markup("<dl></dl>")
    assert render("Before\n\n[[purposes]]\n\nAfter", links={}, values={"purposes": table}) == (
        "<p>Before</p>\n<dl></dl>\n<p>After</p>\n"
    )


@pytest.mark.parametrize("text", ["[[ask]]", "[[hub_name]]"])
def test_a_name_that_nobody_filled_in_is_an_error_not_a_gap(text):
    with pytest.raises(KeyError):
        render(text, links={}, values={})


def test_html_in_a_text_is_shown_and_not_obeyed():
    assert render("<script>alert(1)</script>", links={}) == ("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n")


def test_an_address_that_would_run_is_no_link():
    assert "<a" not in render("[now](javascript:alert(1))", links={})


def test_a_picture_asks_nothing_of_another_site():
    assert "<img" not in render("![seen](https://elsewhere.example/seen.gif)", links={})


def test_headings_and_lists_carry_the_classes_of_the_design_system():
    page = render("## One\n\n### Two\n\n- a\n\n1. b", links={})
    assert page == (
        '<h2 class="nhsuk-heading-m">One</h2>\n<h3 class="nhsuk-heading-s">Two</h3>\n'
        '<ul class="nhsuk-list nhsuk-list--bullet">\n<li>a</li>\n</ul>\n'
        '<ol class="nhsuk-list nhsuk-list--number">\n<li>b</li>\n</ol>\n'
    )


def test_straight_quotes_become_round_ones():
    assert render('"It\'s me"', links={}) == "<p>“It’s me”</p>\n"


def test_the_names_that_a_text_needs_can_be_told():
    assert placeholders("[[ask]] [[hub_name|x]] [[not closed]") == {"ask", "hub_name"}
