"""The PDF: tagged and marked as PDF/UA-1, nobody's name in its metadata, words that stay words, the same every time."""

import socket
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops
from pypdf import PdfReader

from holdfast.letters import pdf
from holdfast.letters.pdf import EASY, LARGE, ORDINARY, NotPrintable, Page
from holdfast.letters.rules import Block, blocks

DOTS = 80  # an inch, of the pictures
SENDER, TO = ("Tidewater Staff Support Hub", "0808 157 0000"), ("Dr Quill Invented", "Madeup Lane Surgery", "NF1 4AP")
HOSTILE = [
    "#world #eval(\"1+1\") #import \"x.typ\"", "$x^2$ costs $5", "\\ back\\slash \\u{41}", "*bold* _under_ `raw`",
    "<label> </text> &amp;", "\"quotes\" 'single' “curly”", "= Heading", "@reference", "// comment /* more */",
    "~ -- --- ...", "[brackets] {braces}", "https://example.org/a_b#c", "a\u00a0b", "+ 1. item",
]  # fmt: skip


def page(body="Dear Dr Invented\n\nTansy agreed.", **more):
    return Page(**{"sender": SENDER, "to": TO, "dated": ("14 October 2026",), "subject": "About Tansy Madeup",
                   "blocks": blocks(body), **more})  # fmt: skip


def read(made):
    return PdfReader(BytesIO(made))


def words(made):
    return "".join("".join(sheet.extract_text() for sheet in read(made).pages).split())


def tags(node):
    node = node.get_object()
    if isinstance(node, list):
        return [tag for each in node for tag in tags(each)]
    if not hasattr(node, "get"):
        return []
    inner = tags(node["/K"]) if "/K" in node and not isinstance(node["/K"], int) else []
    return [*([node["/S"]] if "/S" in node else []), *inner]


def test_it_is_tagged_marked_as_pdf_ua_and_says_its_language():
    made = read(pdf.pdf_of(page("Dear Dr Invented\n\nWe agreed:\n- one\n- two")))
    root = made.trailer["/Root"]

    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "en-GB")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 - a boolean of the file
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert tags(root["/StructTreeRoot"]) == [
        "/Document", "/P", "/P", "/P", "/H1", "/P", "/P", "/L", "/LI", "/Lbl", "/LBody", "/LI", "/Lbl", "/LBody",
    ]  # fmt: skip


def test_its_metadata_holds_no_name_path_author_or_time():
    made = pdf.pdf_of(page())
    found = read(made)

    assert set(found.metadata) == {"/Title", "/Creator"}
    assert (found.metadata["/Title"], found.metadata["/Creator"].split()[0]) == ("Letter", "Typst")
    xmp = found.trailer["/Root"]["/Metadata"].get_data().decode()
    for name in ("Tansy", "Invented", "Tidewater", "dc:creator", "CreateDate", "ModifyDate", "2026"):
        assert name not in xmp
    for place in (socket.gethostname(), "/home", "/tmp", ".typ"):
        assert place.encode() not in made
    assert found.outline == []


def test_the_same_letter_is_the_same_bytes_and_another_is_not():
    assert pdf.pdf_of(page()) == pdf.pdf_of(page())
    assert pdf.pdf_of(page()) != pdf.pdf_of(page(size=LARGE))


def test_every_font_is_in_it():
    fonts = [font.get_object() for sheet in read(pdf.pdf_of(page("Łódź Привет שלום مرحبا"))).pages
             for font in sheet["/Resources"]["/Font"].values()]  # fmt: skip

    inner = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    assert len(inner) >= 3
    assert all("/FontFile2" in each or "/FontFile3" in each for each in inner)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_markup_is_printed_as_it_is(text):
    made = pdf.pdf_of(page(blocks=[Block("paragraph", (text,))], subject=text, to=(text,), sender=(text,)))

    assert words(made).count("".join(text.split())) == 4
    assert "/H1" in tags(read(made).trailer["/Root"]["/StructTreeRoot"])


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x17E, exclude_categories=["Cc", "Cf"]), max_size=200))
def test_any_latin_text_is_printed_whole(text):
    made = pdf.pdf_of(page(blocks=[Block("paragraph", (f"begin {text} end",))]))

    assert words(made).replace("ﬁ", "fi").replace("ﬀ", "ff").count("begin") >= 1


def test_a_word_longer_than_the_page_is_broken_and_none_of_it_is_lost():
    made = read(pdf.pdf_of(page(blocks=[Block("paragraph", ("x" * 900,))])))
    lines = [line for line in made.pages[0].extract_text().split("\n") if set(line.strip()) == {"x"}]

    assert sum(map(len, lines)) == 900
    assert max(map(len, lines)) < 120


def test_right_to_left_is_in_it():
    assert "שלום" in words(pdf.pdf_of(page("Dear שלום and مرحبا")))


def test_signs_that_no_font_has_are_named_and_nothing_is_printed_without_them():
    with pytest.raises(NotPrintable) as refused:
        pdf.pdf_of(page("Well done 😀 中 😀"))

    assert refused.value.signs == ["😀", "中"]


@pytest.mark.parametrize(("size", "pages"), [(ORDINARY, 3), (EASY, 3), (LARGE, 5)])
def test_a_long_letter_says_which_page_it_is(size, pages):
    made = read(pdf.pdf_of(page("\n\n".join(["A paragraph of some length, as one writes them. " * 4] * 25), size=size)))

    assert len(made.pages) == pages
    assert f"Page 2 of {pages}" in made.pages[1].extract_text()


def test_one_page_has_no_number():
    assert "Page" not in read(pdf.pdf_of(page())).pages[0].extract_text()


@pytest.mark.parametrize("size", [ORDINARY, LARGE])
def test_name_and_address_stand_in_the_window_of_an_envelope(size):
    lines = ("Dr Quill Invented", *(f"Line {number} of the address" for number in range(1, 7)))

    left, top, _, bottom = (ink * 25.4 / DOTS for ink in ink_of(page(to=lines, size=size), page(to=(), size=size)))

    assert 20 < left < 24
    assert 45 < top < bottom < 80


def ink_of(one, other):
    """Where the first pages of two letters differ: left, top, right, bottom in dots."""
    first, second = (Image.open(BytesIO(pdf.pictures_of(each)[0])).convert("L") for each in (one, other))
    return ImageChops.difference(first, second).getbbox()


def test_nothing_is_written_to_any_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    pdf.pdf_of(page())

    assert list(tmp_path.iterdir()) == []
