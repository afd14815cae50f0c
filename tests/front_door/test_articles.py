"""The articles: complete, kind in their words, and never changed in silence."""

import re
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest

import holdfast
from holdfast.front_door import articles, help_lines, markup

LINKS = {name: f"/{name}" for name in markup.LINK_WORDS}

# key: (version, checksum). Changed the words of an article: raise its version and pin both here.
PINNED = {
    "after-a-difficult-event": (1, "602ab8c2b771b867"),
    "after-thoughts-of-suicide": (1, "238a2a67742fcdba"),
    "alcohol-and-other-substances": (1, "dbf634fe9272876d"),
    "being-investigated": (1, "bd11224b5440ad2d"),
    "domestic-abuse": (1, "bbaece410eb97c79"),
    "grief-and-bereavement": (1, "b3958253f99b1fe6"),
    "helping-a-colleague": (1, "289066a5cb5f9573"),
    "long-covid-and-tiredness": (1, "ed7c5e171bbe57e4"),
    "low-mood": (1, "f09fd9385faee55a"),
    "money-and-debt": (1, "a9bc54f1a55701af"),
    "moral-injury": (1, "0d6a3fc14b12c099"),
    "physical-health-and-shielding": (1, "8167d318412a3b64"),
    "racism-and-discrimination": (1, "356bacf650b822d8"),
    "redeployed-or-new": (1, "b1f9cd5c5361061e"),
    "sleep-after-shifts": (1, "ec9380d902bbc777"),
    "stress-and-burnout": (1, "eda6cbf0a84df4a9"),
    "talking-to-someone-at-work": (1, "06bb290f35c1910d"),
    "time-off-and-going-back": (1, "e3df0723cf120e00"),
    "troubled-teams-and-bullying": (1, "bd60c792fcf76ba7"),
    "working-and-caring": (1, "eb4d0dedd2d6ef51"),
    "worry-and-panic": (1, "158fce93e8ef72a1"),
}

NOT_OUR_WORDS = re.compile(r"\b(just|unfortunately|simply|client|service user|committed suicide)\b|\?", re.I)
SENTENCE = re.compile(r"[.:]\s")


def every_article():
    return pytest.mark.parametrize("article", articles.ARTICLES, ids=lambda article: article.key)


def test_no_article_changed_without_a_new_version():
    assert {a.key: (a.version, a.checksum) for a in articles.ARTICLES} == PINNED


@every_article()
def test_an_article_is_long_enough_to_help_and_short_enough_for_a_phone(article):
    words = re.findall(r"[\w'’]+", article.body)
    assert 250 <= len(words) <= 450


@every_article()
def test_its_sentences_and_paragraphs_are_short(article):
    lines = [line for line in article.body.splitlines() if line and not line.startswith("#")]
    sentences = [sentence for line in lines for sentence in SENTENCE.split(line)]
    longest = max(len(line.split()) for line in lines)
    assert sum(len(sentence.split()) for sentence in sentences) / len(sentences) <= 15
    assert longest <= 85


@every_article()
def test_it_keeps_to_the_words_we_use(article):
    assert NOT_OUR_WORDS.findall(f"{article.title}\n{article.summary}\n{article.body}") == []


@every_article()
def test_it_ends_with_when_to_ask_for_more_and_both_ways_to_ask(article):
    closing = article.body.split("## When to ask for more\n")
    assert len(closing) == 2
    assert {"ask", "help-now"} & markup.placeholders(article.body) == {"ask", "help-now"}


@every_article()
def test_it_is_filed_under_its_key_with_topics_words_and_sources(article):
    assert articles.find(article.key) is article
    assert article.topics
    assert set(article.topics) <= set(articles.TOPICS)
    assert len(article.words) >= 8
    assert article.sources


@every_article()
def test_it_is_looked_at_again_within_a_year(article):
    assert article.review_due_on - article.reviewed_on <= timedelta(days=366)
    assert article.is_due_for_review(today=article.review_due_on) is True
    assert article.is_due_for_review(today=article.review_due_on - timedelta(days=1)) is False


@every_article()
def test_what_it_points_to_exists(article):
    assert [other.key for other in articles.related(article)] == list(article.related)
    assert article.key not in article.related
    assert [line.key for line in article.help_lines] == list(article.help_line_keys)


@every_article()
def test_a_long_number_stands_in_the_help_lines_and_nowhere_in_a_text(article):
    """So that a number which changes is changed in one place."""
    assert re.findall(r"\d[\d ]{4,}\d", article.body) == []


@every_article()
def test_it_becomes_markup_of_the_design_system(article):
    page = articles.html(article, LINKS)
    assert '<h2 class="nhsuk-heading-m">When to ask for more</h2>' in page
    assert '<a href="/ask">' in page
    assert "[[" not in page
    assert "<h1" not in page


def test_an_article_nobody_wrote_is_not_found():
    assert articles.find("../settings") is None


def test_help_stands_first_where_waiting_could_do_harm():
    first = {article.key for article in articles.ARTICLES if article.help_first}
    assert first == {"after-thoughts-of-suicide", "domestic-abuse"}
    for key in first:
        assert "999" in articles.find(key).body.split("\n\n")[0]


def test_the_text_on_suicide_names_no_method_and_keeps_help_in_sight():
    article = articles.find("after-thoughts-of-suicide")
    named = re.findall(r"\b(hang|jump|bridge|rope|train|overdose|tablets|pills|cut)\w*\b", article.body, re.I)
    assert named == []
    assert article.body.count("[[help-now]]") == 2
    assert [line.key for line in article.help_lines][:3] == ["nhs-111", "samaritans", "shout"]


def test_the_articles_of_the_way_in_are_there():
    assert {topic for article in articles.ARTICLES for topic in article.topics} == set(articles.TOPICS)
    assert len(articles.ARTICLES) == 21


def test_every_article_is_read_from_a_zipped_package_too(tmp_path):
    """As from an installed wheel: through importlib.resources, never by a path."""
    folder = Path(holdfast.__file__).parent
    archive = tmp_path / "package.zip"
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("holdfast/__init__.py", "")
        for file in (folder / "front_door").rglob("*"):
            if file.suffix in {".py", ".md"}:
                package.write(file, Path("holdfast") / file.relative_to(folder))
    program = "from holdfast.front_door import articles; print(len(articles.ARTICLES), articles.__file__)"
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(archive)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    count, origin = run.stdout.split(maxsplit=1)
    assert int(count) == len(articles.ARTICLES)
    assert origin.startswith(str(archive))


def test_an_unchecked_help_line_is_left_out_of_an_article():
    unchecked = [line.key for line in help_lines.HELP_LINES if line.checked_on is None]
    assert unchecked
    assert help_lines.about(unchecked) == ()


def test_review_dates_are_days():
    assert all(isinstance(article.reviewed_on, date) for article in articles.ARTICLES)
