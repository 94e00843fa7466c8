"""What the command line prints into."""

import io
import sys


def print_utf8() -> None:
    """Make stdout and stderr UTF-8, whatever the locale says: shops and files are Chinese.

    A file name that the locale could not decode is printed as the bytes that it was.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")
