"""Turn our own markdown into the markup of the design system.

A text may hold `[[name]]` or `[[name|words]]`. A link's name is written with hyphens and
becomes a link; a value's name with underscores and becomes what the hub has set. A name
that nobody filled in is an error, so that no page ever shows a gap.
"""

import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup, escape

PLACEHOLDER = re.compile(r"\[\[([a-z][a-z0-9_-]*)(?:\|([^\]\n]+))?\]\]")

# What a link says where the text gives it no words of its own.
LINK_WORDS = {
    "ask": "ask for help",
    "help-now": "help now",
    "confidentiality": "what stays private",
    "contact": "contact us",
    "is-this-for-me": "is this for me",
    "privacy": "privacy",
    "self-help": "self-help",
    "what-happens": "what happens, and when",
}

CLASSES = {
    "h2": "nhsuk-heading-m",
    "h3": "nhsuk-heading-s",
    "ul": "nhsuk-list nhsuk-list--bullet",
    "ol": "nhsuk-list nhsuk-list--number",
}


def render(text: str, *, links: Mapping[str, str], values: Mapping[str, str] | None = None) -> Markup:
    """The text as HTML, safe to print.

    Args:
        links: name to address, at least those that the text uses.
        values: name to words. Words are escaped; Markup is taken as it is, and where it
            stands alone in a paragraph it replaces the paragraph.

    Raises:
        KeyError: the text uses a name that is in neither.
    """
    env = {"links": links, "values": values or {}}
    # Markup is safe: html is off, every address is checked, and values are escaped.
    return Markup(MARKDOWN.render(text, env))  # noqa: S704


def placeholders(text: str) -> frozenset[str]:
    """The names that a text needs filled in."""
    return frozenset(match.group(1) for match in PLACEHOLDER.finditer(text))


def _read_placeholder(state: StateInline, silent: bool) -> bool:
    match = PLACEHOLDER.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("placeholder", "", 0)
        token.content, token.info = match.group(1), match.group(2) or ""
    state.pos = match.end()
    return True


def _write_placeholder(
    self: RendererHTML, tokens: list[Token], index: int, options: object, env: Mapping[str, Mapping[str, str]]
) -> str:
    name, words = tokens[index].content, tokens[index].info
    if name in LINK_WORDS:
        link = Markup('<a href="{}">{}</a>')
        return str(link.format(env["links"][name], words or LINK_WORDS[name]))
    return str(escape(env["values"][name]))


def _add_classes(state: StateCore) -> None:
    for token in state.tokens:
        if token.nesting == 1 and token.tag in CLASSES:
            token.attrSet("class", CLASSES[token.tag])


def _free_blocks(state: StateCore) -> None:
    """Take the paragraph away around markup that stands alone: a table in a <p> is not HTML."""
    for index, token in enumerate(state.tokens):
        children = token.children or []
        alone = len(children) == 1 and children[0].type == "placeholder"
        if alone and hasattr(state.env["values"].get(children[0].content), "__html__"):
            state.tokens[index - 1].hidden = state.tokens[index + 1].hidden = True


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "typographer": True, "quotes": "“”‘’"})
    markdown.enable("smartquotes").disable("image")
    markdown.inline.ruler.before("link", "placeholder", _read_placeholder)
    markdown.core.ruler.push("classes", _add_classes)
    markdown.core.ruler.push("blocks", _free_blocks)
    markdown.add_render_rule("placeholder", _write_placeholder)
    return markdown


MARKDOWN = _markdown()
