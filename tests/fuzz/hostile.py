"""What people type by mistake, and what others send on purpose."""

from tests.correspondence import nasty_files as nasty

MARKUP = "<script>alert(1)</script>"
LONGEST = 200_000  # a field; a whole form may be longer still

TEXTS = (
    "", " ", "\0", "a\0b", "\u202ereversed\u202c", "\u200b\u200d\ufeff", "e" + "\u0301" * 300, "x" * 61, "x" * 300,
    "x" * 5_000, "x" * LONGEST, "\U0001f9e1" * 50, "\u0661\u0662\u0663", "\uff11\uff12", "\ud7ff\uffff", "\r\n" * 40,
    MARKUP, f'"\'>{MARKUP}', "<img src=x onerror=alert(1)>", "{{ 7*7 }}", "{% raw %}", "${7*7}", "%s%n%(x)s",
    "{0.__class__}",
    "'; DROP TABLE people_person; --", "\\", "\\u0000", '"', "=cmd|' /C calc'!A0", "@SUM(1+1)", "+44", "-1",
    "../../../../etc/passwd", "..%2f..%2f", "C:\\\\con", "a\r\nSet-Cookie: hf_own=x", "a\nBcc: x@evil.example",
    "javascript:alert(1)", "//evil.example/", "https://evil.example/", "/\\evil.example", "\t//evil.example",
    "0", "-0", "1e400", "NaN", "Infinity", "-1e-400", "0x1f", "9" * 400, "9" * 5_000, "2147483648",
    "9223372036854775808", "1.5", "1,5",
    "null", "true", "[]", "{}", "[" * 5_000, '{"id": "x", "response": {"clientDataJSON": "e30", "userHandle": 5}}',
    '"x"',
    "2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "99999-01-01", "31/12/9999", "1 1 1", "24:00", "25:61",
    "00:00",
    "2026-03-29", "01:30", "2026-10-25", "2026-10-14T13:52:00+00:00", "2026-W42", "yesterday", "-1-1-1",
    "00000000-0000-0000-0000-000000000000", "{01a21409-5419-73b6-96ab-28f727299e53}", "urn:uuid:0", "x@y",
    "a@b@c.example",
    "\u043e@\u0435.example", "x" * 300 + "@y.example", '"a b"@c.example', "mailto:a@b.example", "on", "off", "yes",
)  # fmt: skip
BYTES = (
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xed\xb0\x80x",
    b"\xc0\xaf",
    b"\xf5\x80\x80\x80",
    b"caf\xe9",
    b"\\ud800",
    b"+2AA-",
)
"""What is no UTF-8, half of a pair, or becomes one in an odd charset."""

TYPES = (
    "", "text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=", "a/b; charset=\xff",
    "multipart/form-data; boundary=x; boundary=y", "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nothing", "APPLICATION/X-WWW-FORM-URLENCODED", ";;;", "x" * 12_000,
    "text/plain; charset*=utf-8''hex", "multipart/form-data; boundary*=nonsense''x",
)  # fmt: skip
CHARSETS = (
    "",
    "",
    "",
    "",
    "utf-16",
    "utf-7",
    "hex",
    "unicode_escape",
    "raw_unicode_escape",
    "idna",
    "punycode",
    "rot13",
    "latin-1",
    "utf-8-sig",
    "nothing",
)
ENCODINGS = ("", "", "", "base64", "quoted-printable", "8bit", "nothing")

HEADERS = (
    {"Accept": "application/json"}, {"HX-Request": "true"}, {"HX-Request": "true", "HX-Trigger-Name": "poll"},
    {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "evil.example"}, {"Host": "evil.example"}, {"Host": "a b"},
    {"Host": "localhost:99999"}, {"Referer": "https://evil.example/"}, {"Origin": "null"}, {"Range": "bytes=5-1"},
    {"Accept-Language": "xx-" + "y" * 500}, {"Accept-Language": "ar,he;q=2"}, {"If-Modified-Since": "never"},
    {"If-None-Match": "*"}, {"X-Requested-With": "XMLHttpRequest"}, {"Accept-Encoding": "gzip;q=x"},
    {"Cookie": "hf_own_tidewater=\xff; hf_visit_tidewater=" + "x" * 3_000},
    {"Cookie": "hf_draft_tidewater=.; hf_refer_tidewater=%00; hf_session=../../x"},
    {"Cookie": "hf_draft_tidewater=" + "0" * 32 + ".AAAA; hf_about_tidewater=x.y.z; hf_leave=x"},
    {"Cookie": "hf_team_tidewater=" + "f" * 32 + "." + "A" * 43 + "="},
    {"Cookie": ";;=;\"x"},
    {"User-Agent": "x" * 5_000}, {"Expect": "100-continue"}, {"Transfer-Encoding": "chunked"},
)  # fmt: skip

FILES: tuple[tuple[bytes, str, bytes], ...] = (
    (b"letter.txt", "text/plain", b"Dear hub"),
    (b"letter.pdf", "application/pdf", nasty.PDF),
    (b"photo.jpg", "image/jpeg", nasty.jpeg_with_a_place()),
    (b"photo.jpg", "image/jpeg", nasty.png_with_words()),
    (b"photo.png", "image/png", nasty.HTML),
    (b"photo.png", "image/png", nasty.png_bomb()),
    (b"photo.gif", "image/gif", b"GIF89a" + b"\xff" * 50),
    (b"letter.pdf", "application/pdf", nasty.SVG),
    (b"letter.docx", "application/msword", nasty.zipped()),
    (b"letter.txt", "text/plain", nasty.XML_BOMB),
    (b"letter.txt", "text/html", b"\xff\xfe\0<\0s"),
    (b"letter.txt", "text/plain", b""),
    (b"letter.txt", "text/plain", b"x" * LONGEST),
    (b"../../../../etc/passwd", "text/plain", b"root"),
    (b"a\0.pdf.exe", "application/x-msdownload", b"MZ"),
    (b"\xff\xfe.txt", "x", b"text"),
    (b"x" * 500 + b".txt", "text/plain", b"text"),
    (MARKUP.encode() + b".txt", "text/plain", b"text"),
    (b"", "", b"text"),
)
SEGMENTS = (
    b"..",
    b"%2e%2e",
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"x" * 3_000,
    b"0",
    b"-1",
    b"9" * 400,
    b"None",
    b"'",
    b"tidewater\r\n",
    b"TIDEWATER",
    b"00000000-0000-0000-0000-000000000000",
    b"01A21409-5419-73B6-96AB-28F727299E53",
    "\u202e".encode(),
    b"<script>",
    b"a:b:c",
    b".",
    b"",
)
