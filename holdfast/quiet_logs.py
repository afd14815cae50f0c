"""Log lines without what opens a record: the token of a link never reaches a log, whoever writes the line."""

import logging
import re

LINK = re.compile(r"(/h/[^/\r\n]+/|/join/)[^\r\n]+", re.IGNORECASE)
"""An address with a token, to the end of its line: what stands behind a token cannot be told from the token."""


class QuietFormatter(logging.Formatter):
    """Formats as usual, then takes the tokens out: of the message, its arguments, an exception and its stack."""

    def format(self, record: logging.LogRecord) -> str:
        return LINK.sub(r"\1[left out]", super().format(record))
