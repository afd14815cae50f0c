"""Information and self-help: articles in our own words, shipped with the program.

To change one: edit its file in `articles/`, raise its version, and pin the new checksum in
`tests/front_door/test_articles.py`. What was shown on a day can then always be told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from holdfast.front_door import article_search, help_lines, markup
from holdfast.front_door.documents import Document, checksum, documents

TOPICS = {
    "mood": "How you feel",
    "events": "Hard events",
    "work": "Work",
    "home": "Home and money",
    "body": "Body and sleep",
}


@dataclass(frozen=True)
class Article:
    """One article. `words` are what people type who look for it; they are not shown."""

    key: str
    version: int
    title: str
    summary: str
    body: str
    topics: tuple[str, ...]
    words: tuple[str, ...]
    related: tuple[str, ...]
    sources: tuple[str, ...]
    help_line_keys: tuple[str, ...]
    help_first: bool
    """Whether help now stands above the text, because waiting could do harm."""
    reviewed_on: date
    review_due_on: date

    @property
    def checksum(self) -> str:
        return checksum(self.title, self.summary, self.body, *self.sources)

    @property
    def help_lines(self) -> tuple[help_lines.HelpLine, ...]:
        """Who else can help with this: only lines that somebody has checked."""
        return help_lines.about(self.help_line_keys)

    def is_due_for_review(self, *, today: date) -> bool:
        return today >= self.review_due_on


def find(key: str) -> Article | None:
    return _BY_KEY.get(key)


def search(words: str) -> list[Article]:
    """Articles about what somebody typed, best first; all of them for nothing typed."""
    ranked = article_search.rank(words, _INDEX)
    return list(ARTICLES) if ranked is None else [_BY_KEY[key] for key in ranked]


def related(article: Article) -> list[Article]:
    return [_BY_KEY[key] for key in article.related]


def html(article: Article, links: Mapping[str, str]) -> Markup:
    """The text of an article, without its title.

    Args:
        links: the address of each name in `markup.LINK_WORDS` that the text uses.
    """
    return markup.render(article.body, links=links)


def _article(document: Document) -> Article:
    return Article(
        key=document.one("key"),
        version=int(document.one("version")),
        title=document.one("title"),
        summary=document.one("summary"),
        body=document.body,
        topics=document.listed("topics"),
        words=document.listed("words"),
        related=document.listed("related"),
        sources=document.fields.get("source", ()),
        help_line_keys=document.listed("help_lines"),
        help_first=document.listed("help_first") == ("yes",),
        reviewed_on=document.day("reviewed_on"),
        review_due_on=document.day("review_due_on"),
    )


ARTICLES = tuple(sorted(map(_article, documents("articles")), key=lambda article: article.title))
_BY_KEY = {article.key: article for article in ARTICLES}
_INDEX = {
    article.key: article_search.entry(
        title=article.title, words=article.words, summary=article.summary, body=article.body
    )
    for article in ARTICLES
}
