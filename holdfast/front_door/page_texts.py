"""The long texts of the public pages, filled in from what the hub has set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from holdfast.front_door import markup
from holdfast.front_door.documents import Document, checksum, documents

# What a hub sets, and how it may read. A value is words, or Markup for a link or a table.
VALUES = {
    "controller": "Northfell Community NHS Trust",
    "data_protection_officer": "Otto Exampleton",
    "email": "hello@northfell.example",
    "follow_up": "3, 6 and 9 months",
    "host": "Northfell Community NHS Trust",
    "hours": "Monday to Friday, 8am to 6pm",
    "hub_area": "Northfell",
    "hub_name": "Northfell Staff Support Hub",
    "night_cover": "Between 6pm and 8am nobody at the hub reads what you send.",
    "phone": "0808 157 0000",
    "post_address": "Freepost Northfell Hub",
    "privacy_contact": "privacy@northfell.example",
    "purposes": "the table made by `purposes.html()`",
    "reply_days": "5",
    "signed_by": "Tansy Madeup, information governance lead",
    "signed_on": "22 November 2026",
    "target_contact": "Within 3 days",
    "tested_on": "22 November 2026",
    "usual_assessment": "For most people, within 2 weeks",
}


@dataclass(frozen=True)
class PageText:
    """One page's words."""

    key: str
    version: int
    title: str
    summary: str
    body: str
    reviewed_on: date
    review_due_on: date

    @property
    def checksum(self) -> str:
        return checksum(self.title, self.summary, self.body)

    @property
    def placeholders(self) -> frozenset[str]:
        return markup.placeholders(self.body)


def html(page: PageText, *, links: Mapping[str, str], values: Mapping[str, str]) -> Markup:
    """The text of a page, without its title.

    Raises:
        KeyError: the hub has not set something that the page says.
    """
    return markup.render(page.body, links=links, values=values)


def _page(document: Document) -> PageText:
    return PageText(
        key=document.one("key"),
        version=int(document.one("version")),
        title=document.one("title"),
        summary=document.one("summary"),
        body=document.body,
        reviewed_on=document.day("reviewed_on"),
        review_due_on=document.day("review_due_on"),
    )


PAGE_TEXTS: Mapping[str, PageText] = {page.key: page for page in map(_page, documents("pages"))}
