"""The inbox as it is listed: what lies in it, and whether anything is new."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class InboxFile:
    """One file of the inbox. `path` is below the inbox, `changed_ns` its time of last change."""

    path: str
    byte_count: int
    changed_ns: int


@dataclass(frozen=True)
class Seen:
    """What the sensor remembers: the listing it last saw, and the one it last asked a run for."""

    listing: str = ""
    requested: str = ""

    @classmethod
    def from_cursor(cls, cursor: str | None) -> "Seen":
        """Return what a sensor's cursor says; nothing seen where there is no cursor yet."""
        return cls(**json.loads(cursor)) if cursor else cls()

    def to_cursor(self) -> str:
        """Return the text that `from_cursor` reads back."""
        return json.dumps(asdict(self))


def list_inbox(inbox: Path) -> list[InboxFile]:
    """Return the files of the inbox by path, without hidden ones (partial downloads)."""
    found = []
    for path in inbox.rglob("*"):
        below = path.relative_to(inbox)
        if path.is_file() and not any(part.startswith(".") for part in below.parts):
            status = path.stat()
            found.append(InboxFile(below.as_posix(), status.st_size, status.st_mtime_ns))
    return sorted(found, key=lambda file: file.path)


def listing_hash(files: Iterable[InboxFile]) -> str:
    """Return a sha256 that changes when a file comes, goes, grows or is replaced; "" for none."""
    lines = [f"{file.path}\t{file.byte_count}\t{file.changed_ns}\n" for file in files]
    return hashlib.sha256("".join(lines).encode()).hexdigest() if lines else ""


def run_is_due(seen: Seen, listing: str, loaded: str | None) -> bool:
    """Say whether `listing` needs a run: it has settled, and no run took it in or was asked to.

    `loaded` is the listing that the last load began with. Settled: the same as one look before, so
    that a file still being copied is not read half.
    """
    return bool(listing) and listing == seen.listing and listing not in (seen.requested, loaded)
