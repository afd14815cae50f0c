"""Finding an article by what a tired person types."""

import pytest

from holdfast.front_door import articles


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("sleep", "sleep-after-shifts"),
        ("can't sleep", "sleep-after-shifts"),
        ("CANNOT SLEEP", "sleep-after-shifts"),
        ("insomnia", "sleep-after-shifts"),
        ("burnt out", "stress-and-burnout"),
        ("not coping", "stress-and-burnout"),
        ("dépression", "low-mood"),
        ("panic attacks", "worry-and-panic"),
        ("anxeity", "worry-and-panic"),
        ("flashback", "after-a-difficult-event"),
        ("my dad died", "grief-and-bereavement"),
        ("guilt", "moral-injury"),
        ("long covid", "long-covid-and-tiredness"),
        ("childcare", "working-and-caring"),
        ("bulliyng", "troubled-teams-and-bullying"),
        ("out of my depth", "redeployed-or-new"),
        ("racist patient", "racism-and-discrimination"),
        ("debts", "money-and-debt"),
        ("drinking too much", "alcohol-and-other-substances"),
        ("husband hits me", "domestic-abuse"),
        ("I want to die", "after-thoughts-of-suicide"),
        ("kill myself", "after-thoughts-of-suicide"),
        ("suicde", "after-thoughts-of-suicide"),
        ("I can't go on", "after-thoughts-of-suicide"),
        ("return to work", "time-off-and-going-back"),
        ("will my manager know", "talking-to-someone-at-work"),
        ("shielding", "physical-health-and-shielding"),
        ("suspended", "being-investigated"),
        ("worried about a friend", "helping-a-colleague"),
    ],
)
def test_what_people_type_finds_the_article_they_mean(typed, first):
    assert articles.search(typed)[0].key == first


@pytest.mark.parametrize("nothing", ["", "   ", "\0", "\n\t"])
def test_nothing_typed_shows_everything(nothing):
    assert articles.search(nothing) == list(articles.ARTICLES)


@pytest.mark.parametrize("typed", ["qqqq", "睡眠", "🙂", "!!!", "-- ' OR 1=1"])
def test_what_nobody_wrote_about_finds_nothing(typed):
    assert articles.search(typed) == []


def test_markup_is_words_like_any_other():
    found = [article.key for article in articles.search("<b>sleep</b>")]
    assert found[0] == "sleep-after-shifts"


def test_a_nul_between_letters_is_no_error():
    assert articles.search("sle\0ep")[:1] == articles.search("sle ep")[:1]


def test_a_megabyte_is_cut_and_answered():
    assert articles.search("sleep " * 200_000) == articles.search("sleep")


def test_an_accent_and_a_plural_change_nothing():
    assert articles.search("nightmarès") == articles.search("nightmare")
