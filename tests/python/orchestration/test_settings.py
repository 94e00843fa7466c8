"""The data folder is one place for every command, wherever it is started."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import ingestion
from orchestration.lib.settings import data_folder
from simulator.check import open_duckdb
from tests.support.warehouse import ROOT

ENVIRONMENT = """
import os
from orchestration.__main__ import prepare_environment
from orchestration.lib.settings import data_folder, inbox_folder
prepare_environment()
print(os.getcwd(), os.environ["STORELEDGER_DATA"], data_folder(), inbox_folder(), sep="\\n")
print(os.environ["DBT_TARGET_PATH"])
"""


@pytest.mark.parametrize(
    ("given", "below"), [("books", "books"), ("../books", "../books"), ("", "data"), (None, "data")]
)
def test_a_relative_data_folder_is_below_the_working_directory(
    given: str | None, below: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    if given is None:
        monkeypatch.delenv("STORELEDGER_DATA", raising=False)
    else:
        monkeypatch.setenv("STORELEDGER_DATA", given)
    place = (here / below).resolve()
    assert data_folder() == ingestion.data_folder().resolve() == place
    with pytest.raises(FileNotFoundError, match=f"no warehouse at {below}/storeledger.duckdb"):
        open_duckdb()


def prepared_environment(folder: Path, **given: str) -> list[str]:
    """Return the places that a run, started in `folder` with `STORELEDGER_DATA=books`, goes by."""
    own = {name: value for name, value in os.environ.items() if name != "DBT_TARGET_PATH"}
    return subprocess.run(
        [sys.executable, "-c", ENVIRONMENT],
        cwd=folder,
        env=own | {"STORELEDGER_DATA": "books", "PYTHONPATH": str(ROOT)} | given,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()


def test_a_run_keeps_the_data_folder_when_it_goes_to_the_project(tmp_path: Path) -> None:
    books = str((tmp_path / "books").resolve())
    assert prepared_environment(tmp_path)[:4] == [str(ROOT), books, books, f"{books}/inbox"]
    assert Path(books, "dagster", "dagster.yaml").is_file()


def test_dbt_by_hand_does_not_disturb_the_run(tmp_path: Path) -> None:
    books = tmp_path.resolve() / "books"
    assert prepared_environment(tmp_path)[4] == str(books / "dagster" / "target")
    assert prepared_environment(tmp_path, DBT_TARGET_PATH="target")[4] == "target"
