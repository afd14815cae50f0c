"""Files as people send them, and as nobody should: made here, none of them anybody's."""

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image, PngImagePlugin

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
PLACE = b"heron-canary-place"


def picture(kind: str, size=(40, 30), mode="RGB", **options) -> bytes:
    """A small picture of one colour."""
    written = BytesIO()
    Image.new(mode, size, 128).save(written, kind, **options)
    return written.getvalue()


def jpeg_with_a_place() -> bytes:
    """A photo that says where it was taken, and lies on its side."""
    told = Image.Exif()
    told[0x0112] = 6
    told[0x010E] = PLACE.decode()
    told.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", exif=told, comment=PLACE)


def png_with_words() -> bytes:
    """A picture with words nobody sees."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", PLACE.decode())
    return picture("PNG", pnginfo=words)


def png_bomb(width=30_000, height=30_000) -> bytes:
    """A few bytes that say they are a picture of 900 million dots."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9_000)) + chunk(b"IEND", b"")
    )


def zipped(name="letter.txt") -> bytes:
    """A zip file, which an office document is too."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, b"\0" * 1_000_000)
    return written.getvalue()


XML_BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><lolz>&b;</lolz>"""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"\xef\xbb\xbf  \n<!doctype html><title>Hello</title><script>alert(1)</script>"


def pdf_with(words: bytes) -> bytes:
    """A PDF with one more thing in its catalogue."""
    return PDF.replace(b"/Catalog", b"/Catalog " + words)
