"""Names a model by what makes it: its parameters and the code that fits it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any


def model_version(parameters: Any, package: Path = Path(__file__).parent) -> str:
    """Twelve hexadecimal digits over `parameters` and every Python file below `package`, this one.

    `parameters` is a dataclass or a mapping of JSON values. Equal parameters and equal code give
    an equal version on every machine; any change to either gives another one.
    """
    values = asdict(parameters) if is_dataclass(parameters) else parameters
    if not isinstance(values, Mapping):
        raise TypeError(f"parameters must be a dataclass or a mapping, not {type(parameters)}")
    digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode())
    for source in sorted(package.rglob("*.py")):
        digest.update(source.relative_to(package).as_posix().encode())
        digest.update(source.read_text(encoding="utf-8").encode())
    return digest.hexdigest()[:12]
