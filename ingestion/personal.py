"""The key under which personal ids are hashed."""

import os
import secrets
from pathlib import Path

KEY_VARIABLE = "STORELEDGER_PII_KEY"


def personal_key(folder: Path) -> bytes:
    """Return `$STORELEDGER_PII_KEY`, else the key file `<folder>/pii.key`, made on first use."""
    if from_environment := os.environ.get(KEY_VARIABLE):
        return from_environment.encode()
    path = folder / "pii.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text().strip().encode()
