"""What a file is, by its content: PDF, PNG, JPEG or plain text, and nothing else. Pictures are made anew.

A picture made anew holds what is seen and no more: no place, camera or thumbnail from its EXIF. A PDF cannot be made
anew here; what plainly runs or carries something is refused, and it is only ever handed out as a file.
"""

import mimetypes
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from holdfast.correspondence.models import Document

LARGEST = 10 * 1024 * 1024  # bytes
MOST_PIXELS = 25_000_000  # a page of A4 at 500 dots an inch
LONGEST_NAME = 120
JPEG_QUALITY = 88

MediaType = Document.MediaType
OTHERS: Mapping[bytes, str] = {
    b"PK\x03\x04": "a zip file, or an office document, which is one",
    b"PK\x05\x06": "a zip file",
    b"\x1f\x8b": "a compressed file",
    b"Rar!": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"GIF8": "a GIF picture",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"MZ": "a program",
    b"\x7fELF": "a program",
    b"{\\rtf": "a rich text document",
}
MARKUP = re.compile(r"\A\s*<[a-z!?/]|<(?:!doctype|html|svg|script|body|iframe)\b|<\?xml", re.IGNORECASE)
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
DEEP = {"I", "F", "I;16", "I;16B", "I;16L"}  # more shades than a plain picture has: made plain it would turn white
PDF_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
PDF_ACTS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)(?![A-Za-z])")
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control signs, directions, line breaks
TYPES_BY_NAME = mimetypes.MimeTypes(filenames=())  # Python's own table: the same on every computer
HOW = "Send a PDF, a picture (PNG or JPEG) or plain text"


class NotTaken(Exception):
    """A file that is not kept. Says why, and what to do."""


@dataclass(frozen=True)
class Checked:
    """A file as it is kept."""

    media_type: str
    name: str
    content: bytes


def check(name: str, content: bytes, *, size: int) -> Checked:
    """The file as it will be kept.

    Args:
        name: as the browser sent it; believed in nothing.
        size: of what was sent, in bytes; `content` may have been cut short where it is too large.

    Raises:
        NotTaken: too large, empty, of another kind, broken, or not what its name says.
    """
    if size > LARGEST:
        raise NotTaken("This file is larger than 10 MB. Send a smaller one, or its pages one by one")
    if not content:
        raise NotTaken("This file is empty. Choose it again")
    media_type = type_of(content)
    kept_name = plain_name(name)
    said, _ = TYPES_BY_NAME.guess_type(kept_name.lower())
    if said is not None and said != media_type:
        is_a = MediaType(media_type).label
        raise NotTaken(f"This file is not what its name says: its content is {is_a}. Save it again as {is_a}")
    kept = KEPT[media_type](content)
    if len(kept) > LARGEST:
        raise NotTaken("This picture is larger than 10 MB. Send a smaller one")
    return Checked(media_type, kept_name, kept)


def type_of(content: bytes) -> str:
    """What a file is, by how it begins.

    Raises:
        NotTaken: of a kind that is not kept.
    """
    if content.startswith(b"%PDF-"):
        return MediaType.PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    for begins, words in OTHERS.items():
        if content.startswith(begins):
            raise NotTaken(f"This is {words}, which is not kept here. {HOW}")
    if not is_text(content):
        raise NotTaken(f"This is no kind of file that is kept here. {HOW}")
    return MediaType.TEXT


def is_text(content: bytes) -> bool:
    """Whether it reads as text, without signs that no text has."""
    return NO_TEXT.search(read_text(content)) is None


def read_text(content: bytes) -> str:
    """Text in UTF-8, or as older Windows programs write it."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace").replace("\ufffd", "\x00")


def kept_text(content: bytes) -> bytes:
    """Plain text in UTF-8.

    Raises:
        NotTaken: it is a page or a drawing written as text, which a browser could run.
    """
    text = read_text(content)
    if MARKUP.search(text):
        raise NotTaken(f"This is a web page, XML or a drawing, which is not kept here. {HOW}")
    return text.encode()


def kept_pdf(content: bytes) -> bytes:
    """A PDF as it came.

    Raises:
        NotTaken: it is cut short, or holds a script, another file, or something that starts a program.
    """
    if b"%%EOF" not in content[-2048:]:
        raise NotTaken("This PDF is not whole. Send it again")
    outside_streams = b"".join(part.partition(b"stream")[0] for part in content.split(b"endstream"))
    if PDF_ACTS.search(PDF_NAME_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), outside_streams)):
        raise NotTaken("This PDF holds a script, a form or another file, so it is not kept. Print it to a new PDF")
    return content


def kept_picture(kind: str) -> Callable[[bytes], bytes]:
    """The function that makes a picture of this format anew."""

    def kept(content: bytes) -> bytes:
        try:
            with Image.open(BytesIO(content), formats=[kind]) as found:
                if found.width * found.height > MOST_PIXELS:
                    raise NotTaken("This picture has too many dots to be opened safely. Send a smaller one")
                return made_anew(found, kind)
        except NotTaken:
            raise
        except Exception:  # the library raises many kinds over a broken picture, and none of them is ours to tell
            raise NotTaken("This picture cannot be opened. Save it again, then send it") from None

    return kept


def made_anew(found: Image.Image, kind: str) -> bytes:
    """The dots alone, the right way up."""
    if found.mode in DEEP:
        raise NotTaken("This picture has more shades than can be kept. Save it as a plain PNG or JPEG")
    upright = ImageOps.exif_transpose(found)
    has_alpha = kind == "PNG" and (upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info)
    plain = upright.convert("RGBA" if has_alpha else "L" if upright.mode in {"1", "L"} else "RGB")
    plain.info = {}
    written = BytesIO()
    plain.save(written, kind, **({"quality": JPEG_QUALITY} if kind == "JPEG" else {}))
    return written.getvalue()


KEPT: Mapping[str, Callable[[bytes], bytes]] = {
    MediaType.PDF: kept_pdf,
    MediaType.PNG: kept_picture("PNG"),
    MediaType.JPEG: kept_picture("JPEG"),
    MediaType.TEXT: kept_text,
}


def plain_name(name: str) -> str:
    """The last part of a path, without signs that nobody can see; at most 120 letters, its ending kept."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in UNSEEN)
    tidy = " ".join(seen.split()).lstrip(".")
    stem, dot, ending = tidy.rpartition(".")
    if len(tidy) > LONGEST_NAME and dot and len(ending) <= 10:
        return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    return tidy[:LONGEST_NAME] or "document"
