"""The key under which personal ids are hashed."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

KEY_VARIABLE = "STORELEDGER_PII_KEY"


def personal_key(folder: Path) -> bytes:
    """Return `$STORELEDGER_PII_KEY`, else the key file `<folder>/pii.key`, made on first use."""
    if from_environment := os.environ.get(KEY_VARIABLE):
        return from_environment.encode()
    path = folder / "pii.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _make(path)
    return path.read_text().strip().encode()


def _make(path: Path) -> None:
    """Make a key file that is whole from its first moment; the first of several makers wins."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            path.hardlink_to(unfinished)
    finally:
        unfinished.unlink()
