"""Make the virtual environment from the lock, every hash checked. Needs the standard library only.

usage: python3 tools/environment.py FOLDER LOCK
"""

import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)


def commands(folder: Path, lock: Path, uv: str | None) -> list[list[str]]:
    """Return the commands that make `folder` hold what `lock` pins, with uv where it is present."""
    python = str(folder / "bin" / "python")
    if uv:
        # pip compiles what it installs, uv only when asked; every command starts faster for it.
        sync = ["sync", "--compile-bytecode", "--require-hashes", str(lock)]
        return [
            [uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(folder)],
            [uv, "pip", *sync, "--python", python],
        ]
    install = ["install", "--quiet", "--require-hashes", "--no-deps", "--requirement", str(lock)]
    return [
        [sys.executable, "-m", "venv", str(folder)],
        [python, "-m", "pip", *install],
        [python, "-m", "pip", "check"],
    ]


def main(folder: Path, lock: Path) -> None:
    """Make the environment, or stop with the reason why it cannot be made."""
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("storeledger needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 …")
    uv = shutil.which("uv")
    print(f"Installing {lock} into {folder} with {'uv' if uv else 'pip'} …", flush=True)
    for command in commands(folder, lock, uv):
        if subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode:
            sys.exit(f"The environment could not be made; this failed: {' '.join(command)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
