"""What two people let go of a hub's figures: each signs the digest of what they have read, and not their own."""

import json
from collections.abc import Sequence
from hashlib import sha256

from holdfast.lifecycle import MoveNotAllowed


class SaidInWords(MoveNotAllowed):
    """A refusal that the page says as it stands."""


class AnotherOne(SaidInWords):
    """They signed it: another one takes the second step."""


class Changed(SaidInWords):
    """This is not what stands here by now. Read it again, and sign what you have read."""


def digest_of(lines: Sequence[object]) -> str:
    """SHA-256 of lines, whatever order their parts stand in."""
    return sha256(json.dumps(lines, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
