"""What the command line prints into."""

import io
import os
import sys


def print_utf8() -> None:
    """Make stdout and stderr UTF-8, whatever the locale says: bills and reasons are Chinese.

    A file name that the locale could not decode is printed as the bytes that it was.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")


def stop_printing() -> None:
    """Lead stdout and stderr to nowhere: who read them has gone, and Python says so at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
