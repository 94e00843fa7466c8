"""`make` sets itself up: what is missing is made, what is up to date is left alone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.warehouse import ROOT

# In the place of tools/environment.py: an environment whose Python says what it is asked to run.
ENVIRONMENT = """
import pathlib, sys
python = pathlib.Path(sys.argv[1], "bin", "python")
python.parent.mkdir(parents=True, exist_ok=True)
python.write_text('#!/bin/sh\\necho "run: $*"\\n')
python.chmod(0o755)
print("made", flush=True)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of the files that `make` itself reads."""
    for name in ("Makefile", "requirements.lock", "profiles.example.yml"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "environment.py").write_text(ENVIRONMENT, encoding="utf-8")
    return tmp_path


def make(project: Path, target: str, **environment: str) -> list[str]:
    """Return the lines that a target prints."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", "--silent", target, f"PYTHON={sys.executable}"],
        cwd=project,
        env=outside | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()


def test_an_environment_that_was_removed_is_made_again(project: Path) -> None:
    lint = "run: -m tools.steps lint"
    assert make(project, "lint") == ["made", lint]
    assert make(project, "lint") == [lint]
    shutil.rmtree(project / ".venv")
    assert make(project, "lint") == ["made", lint]


def test_an_environment_older_than_the_lock_is_made_again(project: Path) -> None:
    make(project, "lint")
    os.utime(project / "requirements.lock", (2**32, 2**32))
    assert make(project, "lint")[0] == "made"
