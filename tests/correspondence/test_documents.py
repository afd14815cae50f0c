"""A file is what it holds, not what it is called; and nothing is kept of a picture but what is seen."""

from io import BytesIO

import pytest
from PIL import Image

from holdfast.correspondence.documents import LARGEST, MOST_PIXELS, NotTaken, check, plain_name
from tests.correspondence import nasty_files as made


def checked(name, content):
    return check(name, content, size=len(content))


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("letter.pdf", made.PDF, "application/pdf"),
        ("scan.PNG", made.picture("PNG"), "image/png"),
        ("scan.jpeg", made.picture("JPEG"), "image/jpeg"),
        ("letter.txt", "Grüße from the ward\n".encode(), "text/plain"),
        ("letter", "Old Windows: café £5".encode("cp1252"), "text/plain"),
        ("letter of 14.10", made.PDF, "application/pdf"),
    ],
)
def test_what_is_kept(name, content, media_type):
    found = checked(name, content)

    assert (found.media_type, found.name) == (media_type, name)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("letter.pdf", b"", "This file is empty. Choose it again"),
        ("letter.pdf", made.picture("PNG"), "This file is not what its name says: its content is Picture"),
        ("letter.txt", made.PDF, "This file is not what its name says: its content is PDF"),
        ("letter.html", b"Only words", "This file is not what its name says: its content is Text"),
        ("letter.pdf", made.zipped(), "This is a zip file"),
        ("letter.docx", made.zipped("word/document.xml"), "an office document, which is one"),
        ("letter.txt", b"\x1f\x8b\x08" + b"\0" * 50, "This is a compressed file"),
        ("letter.xml", made.XML_BOMB, "This file is not what its name says"),
        ("letter.txt", made.XML_BOMB, "This is a web page, XML or a drawing"),
        ("letter.txt", made.SVG, "This is a web page, XML or a drawing"),
        ("letter.txt", made.HTML, "This is a web page, XML or a drawing"),
        ("letter.txt", b"Dear hub, <script>alert(1)</script>", "This is a web page, XML or a drawing"),
        ("photo.gif", made.picture("GIF"), "This is a GIF picture"),
        ("letter.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old office document"),
        ("letter.txt", b"MZ\x90\0", "This is a program"),
        ("letter.txt", b"words\0and nothing", "This is no kind of file that is kept here"),
        ("letter.txt", bytes(range(256)), "This is no kind of file that is kept here"),
        ("scan.png", made.picture("PNG")[:60], "This picture cannot be opened"),
        ("scan.jpg", b"\xff\xd8\xff" + b"x" * 400, "This picture cannot be opened"),
        ("scan.png", b"\x89PNG\r\n\x1a\n", "This picture cannot be opened"),
        ("scan.png", made.picture("PNG", mode="I;16"), "This picture has more shades than can be kept"),
        ("letter.pdf", made.PDF.replace(b"%%EOF", b""), "This PDF is not whole"),
        ("letter.pdf", made.pdf_with(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "holds a script"),
        ("letter.pdf", made.pdf_with(b"/OpenAction << /S /J#61vaScript >>"), "holds a script"),
        ("letter.pdf", made.pdf_with(b"/AA << /S /Launch /F (calc.exe) >>"), "holds a script"),
        ("letter.pdf", made.pdf_with(b"/Names << /EmbeddedFiles 3 0 R >>"), "holds a script"),
        ("scan.pdf", b"\n\n" + made.PDF, "This file is not what its name says: its content is Text"),
    ],
)
def test_what_is_not_kept_and_why(name, content, sentence):
    with pytest.raises(NotTaken) as refused:
        checked(name, content)

    assert sentence in str(refused.value)


def test_a_picture_of_too_many_dots_is_not_even_opened():
    for width, height in ((30_000, 30_000), (MOST_PIXELS + 1, 1)):
        bomb = made.png_bomb(width, height)
        assert len(bomb) < 1000
        with pytest.raises(NotTaken):
            checked("scan.png", bomb)


def test_what_is_larger_than_ten_megabytes_is_refused_by_what_was_sent_not_by_what_was_read():
    with pytest.raises(NotTaken, match="larger than 10 MB"):
        check("letter.txt", b"cut short", size=LARGEST + 1)


@pytest.mark.parametrize("content", [made.jpeg_with_a_place(), made.png_with_words()])
def test_a_picture_is_made_anew_without_what_nobody_sees(content):
    assert made.PLACE in content

    found = checked("scan", content)

    again = Image.open(BytesIO(found.content))
    assert made.PLACE not in found.content
    assert dict(again.getexif()) == {}
    assert b"Exif" not in found.content


def test_a_photo_that_lay_on_its_side_stands_upright():
    assert Image.open(BytesIO(checked("photo.jpg", made.jpeg_with_a_place()).content)).size == (30, 40)


def test_what_looks_like_a_script_inside_a_compressed_stream_is_no_script():
    stream = b"2 0 obj\n<< /Length 9 >>\nstream\nx/JS(x)/Launch\nendstream\nendobj\n"

    assert checked("letter.pdf", made.PDF.replace(b"trailer", stream + b"trailer")).media_type == "application/pdf"


def test_many_streams_without_an_end_take_no_time():
    content = b"%PDF-1.4\n" + b"stream\n" * 1_000_000 + b"%%EOF"

    assert checked("letter.pdf", content).media_type == "application/pdf"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\tansy\\letter.pdf", "letter.pdf"),
        ("le\x00tt\ner\u202e.pdf", "letter.pdf"),
        ("  a   letter .pdf ", "a letter .pdf"),
        ("..", "document"),
        (".htaccess", "htaccess"),
        ("", "document"),
        ("\x07", "document"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("Brief Łódź 手紙.pdf", "Brief Łódź 手紙.pdf"),
    ],
)
def test_a_name_keeps_its_last_part_and_what_can_be_seen(name, kept):
    assert plain_name(name) == kept
