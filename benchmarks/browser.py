"""A browser as small as it can be, so that it takes little of the machine it measures: one connection, no rendering."""

import socket
from itertools import count
from urllib.parse import urlencode

REQUESTS_A_CONNECTION = 50  # below what one address may send in ten minutes
TOKEN = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6"  # what the form and the cookie must have alike


class UnexpectedAnswer(Exception):
    """A page did not answer as it does when all is well."""


class Browser:
    """Keeps a connection, and comes from another loopback address every so often: a hub limits what one may send."""

    numbers = count(1)

    def __init__(self, port: int) -> None:
        self.port = port
        self.left = 0
        self.connection: socket.socket | None = None

    def ask(self, message: bytes, *, expect: int) -> bytes:
        """Send one request and read the whole answer.

        Raises:
            UnexpectedAnswer: the status is another one.
        """
        if not self.left:
            self.connect()
        self.left -= 1
        self.connection.sendall(message)
        answer = self.read()
        status = int(answer[9:12])
        if status != expect:
            raise UnexpectedAnswer(f"{message.split(b' HTTP')[0].decode()} answered {status}, not {expect}")
        return answer

    def connect(self) -> None:
        """A new connection from the next address."""
        self.close()
        number = next(Browser.numbers)
        source = f"127.{1 + number // 65025 % 250}.{number // 255 % 255}.{1 + number % 254}"
        self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=30, source_address=(source, 0))
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.left = REQUESTS_A_CONNECTION

    def read(self) -> bytes:
        """One answer, as long as it says it is."""
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self.more()
        head, _, body = answer.partition(b"\r\n\r\n")
        length = next(
            int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
        )
        while len(body) < length:
            body += self.more()
        return head + b"\r\n\r\n" + body

    def more(self) -> bytes:
        """What has come."""
        received = self.connection.recv(65536)
        if not received:
            raise UnexpectedAnswer("the connection was closed")
        return received

    def close(self) -> None:
        """Let go of the connection."""
        if self.connection is not None:
            self.connection.close()


def get(path: str, **cookies: str) -> bytes:
    """A request for a page."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{cookie_line(cookies)}\r\n".encode()


def post(path: str, form: dict[str, str], **cookies: str) -> bytes:
    """A form as a browser sends it, with the token that shows it is ours."""
    body = urlencode({**form, "csrfmiddlewaretoken": TOKEN})
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n{cookie_line({**cookies, 'hf_form': TOKEN})}\r\n{body}"
    ).encode()


def cookie_line(cookies: dict[str, str]) -> str:
    """The header that carries cookies; nothing where there are none."""
    return f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}\r\n" if cookies else ""


def cookie_in(answer: bytes, name: str) -> str:
    """A cookie that an answer sets."""
    for line in answer.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        header, _, value = line.decode().partition(":")
        if header.lower() == "set-cookie" and value.strip().startswith(f"{name}="):
            return value.strip().removeprefix(f"{name}=").partition(";")[0]
    raise UnexpectedAnswer(f"no cookie {name} came")
