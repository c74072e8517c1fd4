"""What a command is given: files by name, or standard input for ``-``."""

import sys
from pathlib import Path

STDIN = "-"


def read(name: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``. OSError where it cannot be read."""
    return sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()


def why(error: OSError) -> str:
    """The reason alone, without number and path."""
    return error.strerror or str(error)
