"""How the program speaks to whoever started it: plain lines, apart from any answer on stdout."""

import sys


def say(line: str) -> None:
    """Write one line to the terminal."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
