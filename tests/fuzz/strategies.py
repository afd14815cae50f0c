"""Requests to try, made from what `survey` found: good forms, forms with one fault, and whatever may come."""

from collections.abc import Callable
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

from tests.fuzz import hostile
from tests.fuzz.shapes import Asked, Box, Field, Target

ODD = ("PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "")
METHODS = ("POST",) * 60 + ("GET",) * 25 + ("HEAD",) * 8 + ODD
WITHOUT_FORM = ("POST",) * 10 + ("GET",) * 70 + ("HEAD",) * 13 + ODD
WORDS = ("Tansy Madeup", "They are on the telephone and nobody else is here", "Asks when we ring", "Sleep", "A ward")
GOOD: dict[str, tuple[str, ...]] = {
    "phone": ("07700 900123", "+447700900456"),
    "email": ("tansy@home.example", "nell@works.example"),
    "code": ("123456", "000000"),
    "password": ("4921 7305", "a long enough password", "tansy harbour kettle moss"),
    "date": ("2026-10-15", "15/10/2026", "2027-01-04"),
    "time": ("09:00", "14:30", "17.15"),
    "number": ("0", "1", "2", "30"),
    "json": ("{}",),
    "yes": ("on",),
    "day 0": ("1", "12"), "day 1": ("3", "10"), "day 2": ("1985", "2026"),
    "moment 0": ("2026-10-14", "2026-10-15", "2027-01-04"), "moment 1": ("09:00", "13:30"),
    "text": WORDS, "uuid": ("",), "file": ("",),
}  # fmt: skip
Pair = tuple[bytes, bytes | tuple[bytes, str, bytes]]


def requests(field: Field) -> st.SearchStrategy[Asked]:
    """Every request that might be sent."""
    targets, actors, parts, query_names = field.targets, field.actors, field.parts, field.query_names
    numbers = {name: number for number, name in enumerate(actors)}
    every_box = sorted({box.name for target in targets for box in target.boxes.values()})
    typed = st.one_of(
        st.sampled_from([text.encode("utf-8", "surrogatepass") for text in hostile.TEXTS]),
        st.sampled_from(hostile.BYTES), st.sampled_from([word.encode() for word in field.known]),
        st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=20),
    )  # fmt: skip

    @st.composite
    def made(draw: Callable) -> Asked:
        target = draw(st.sampled_from(targets))
        method = draw(st.sampled_from(METHODS if target.takes_forms else WITHOUT_FORM))
        is_opener = target.openers and draw(st.integers(0, 9)) < 6
        actor = numbers[draw(st.sampled_from(target.openers))] if is_opener else draw(st.integers(0, len(actors) - 1))
        path = draw(paths(target, parts))
        query = draw(queries(query_names, typed)) if draw(st.integers(0, 3)) == 0 else b""
        body, content_type = b"", ""
        if method not in {"GET", "HEAD"}:
            body, content_type = draw(bodies(target, every_box, typed))
        return Asked(
            actor, method, path, query, body, content_type,
            headers=draw(st.sampled_from(hostile.HEADERS)) if draw(st.integers(0, 7)) == 0 else {},
            checks_forms=draw(st.integers(0, 19)) == 0,
            reader=draw(st.integers(0, len(actors) - 1)) if draw(st.integers(0, 3)) == 0 else None,
            reads=draw(st.sampled_from(target.paths + READ)),
        )  # fmt: skip

    return made()


READ = ["/today/", "/people/", "/alerts/", "/calls/", "/post/", "/teams/", "/named/", "/desk/changes/", "/team/",
        "/hub/tidewater/sent/", "/hub/tidewater/own/", "/hub/tidewater/ask/check/", "/hub/tidewater/refer/mine/",
        "/hub/tidewater/more/all/", "/admitted/", "/names/"]  # fmt: skip


@st.composite
def paths(draw: Callable, target: Target, parts: dict[str, list[str]]) -> bytes:
    """An address of ours, one of its parts changed for something else of ours, or for nothing that anybody has."""
    path = draw(st.sampled_from(target.paths))
    kind = draw(st.integers(0, 19))
    if kind < 15:
        return path.encode()
    pieces = path.encode().split(b"/")
    place = draw(st.integers(1, max(1, len(pieces) - 2)))
    if kind < 18:
        pieces[place] = draw(st.sampled_from([*parts["pk"], "saltpan", "nowhere", *WORDS])).encode()
    else:
        pieces[place] = draw(st.one_of(st.sampled_from(hostile.SEGMENTS), st.binary(max_size=12)))
    return b"/".join(pieces)


@st.composite
def queries(draw: Callable, names: list[str], typed: st.SearchStrategy[bytes]) -> bytes:
    """What stands behind the question mark."""
    some = draw(st.lists(st.tuples(st.sampled_from(names), typed), min_size=1, max_size=3))
    if draw(st.integers(0, 9)) == 0:
        return b"&".join(value[:2_000] for _, value in some)
    return "&".join(f"{name}={quote_from_bytes(value[:2_000])}" for name, value in some).encode()


@st.composite
def bodies(draw: Callable, target: Target, every_box: list[str], typed: st.SearchStrategy[bytes]) -> tuple[bytes, str]:
    """A form as a browser sends it, or what else may come in its place."""
    kind = draw(st.integers(0, 29))
    if kind == 0:
        return draw(typed), draw(st.sampled_from(hostile.TYPES))
    pairs = draw(forms(target, every_box, typed))
    if kind == 1:
        return urlencoded(pairs), draw(st.sampled_from(hostile.TYPES))
    if kind < 20 and not any(isinstance(value, tuple) for _, value in pairs):
        return urlencoded(pairs), "application/x-www-form-urlencoded"
    body = multipart(pairs, draw(st.sampled_from(hostile.ENCODINGS)))
    if draw(st.integers(0, 9)) == 0:
        body = body[: draw(st.integers(0, len(body)))]
    charset = draw(st.sampled_from(hostile.CHARSETS))
    return body, "multipart/form-data; boundary=frontier" + (f"; charset={charset}" if charset else "")


@st.composite
def forms(draw: Callable, target: Target, every_box: list[str], typed: st.SearchStrategy[bytes]) -> list[Pair]:
    """What is in the boxes: all good, or one of them bad, or any of them."""
    boxes = list(target.boxes.values())
    mood = draw(st.integers(0, 9))
    bad = draw(st.integers(0, max(0, len(boxes) - 1))) if 3 <= mood < 7 else -1
    pairs: list[Pair] = []
    for number, box in enumerate(boxes):
        is_bad = number == bad or (mood >= 7 and draw(st.booleans()))
        if is_bad:
            pairs += draw(bad_pairs(box, typed))
        elif box.is_required or draw(st.integers(0, 3)):
            pairs += draw(good_pairs(box))
    if draw(st.integers(0, 9)) == 0:
        pairs.append((draw(st.sampled_from(every_box or ["name"])).encode(), draw(typed)))
    return pairs


@st.composite
def good_pairs(draw: Callable, box: Box) -> list[Pair]:
    """A box as somebody fills it in who wants the form to be taken."""
    name = box.name.encode()
    if box.kind == "file":
        return [(name, draw(st.sampled_from(hostile.FILES[:3])))]
    if box.kind == "many":
        chosen = draw(st.lists(st.sampled_from(box.choices), max_size=3, unique=True)) if box.choices else []
        return [(name, value.encode()) for value in chosen]
    return [(name, draw(st.sampled_from(box.choices or GOOD[box.kind])).encode())]


@st.composite
def bad_pairs(draw: Callable, box: Box, typed: st.SearchStrategy[bytes]) -> list[Pair]:
    """A box as it should not be: something odd, as long as it may be and longer, a file, twice, or not there."""
    name, kind = box.name.encode(), draw(st.integers(0, 9))
    if box.kind == "file" and kind < 7:
        return [(name, draw(st.sampled_from(hostile.FILES)))]
    if kind == 0:
        return []
    if kind == 1:
        return [(name, draw(typed)), (name, draw(typed))]
    if kind == 2 and box.longest:
        return [(name, b"x" * (box.longest + draw(st.integers(-1, 1))))]
    if kind == 3:
        return [(name, draw(st.sampled_from(hostile.FILES)))]
    return [(name, draw(typed))]


def urlencoded(pairs: list[Pair]) -> bytes:
    """A form as it is sent most."""
    plain = [(name, value[2] if isinstance(value, tuple) else value) for name, value in pairs]
    return "&".join(f"{quote_from_bytes(name)}={quote_from_bytes(value)}" for name, value in plain).encode()


def multipart(pairs: list[Pair], encoding: str) -> bytes:
    """A form as it is sent with files."""
    said = f"\r\nContent-Transfer-Encoding: {encoding}".encode() if encoding else b""
    lines = []
    for name, value in pairs:
        head = b'--frontier\r\nContent-Disposition: form-data; name="' + name + b'"'
        if isinstance(value, tuple):
            file_name, content_type, value = value
            star = b"; filename*=unicode_escape''%5Cud800.txt" if encoding == "nothing" else b""
            head += b'; filename="' + file_name + b'"' + star + b"\r\nContent-Type: " + content_type.encode()
        lines.append(head + said + b"\r\n\r\n" + value + b"\r\n")
    return b"".join(lines) + b"--frontier--\r\n"
