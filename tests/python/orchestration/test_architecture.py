"""The arrows between the rooms: who may import whom, and what a model may contain."""

import ast
import re
from pathlib import Path

import pytest

from tests.support.warehouse import ROOT

ROOMS = ("simulator", "ingestion", "ml", "reports", "orchestration", "benchmarks", "tools")
# Rooms that know neither Dagster nor any other room.
ALONE = ("simulator", "ingestion", "ml", "reports", "tools")


def imported_packages(room: str) -> dict[str, set[str]]:
    """Return the top-level packages that each file of a room imports, at any depth."""
    found = {}
    for path in sorted((ROOT / room).rglob("*.py")):
        packages = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                packages |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                packages.add(node.module.partition(".")[0])
        found[str(path.relative_to(ROOT))] = packages
    return found


@pytest.mark.parametrize("room", ALONE)
def test_a_room_imports_neither_dagster_nor_another_room(room: str) -> None:
    files = imported_packages(room)
    assert files
    barred = {"dagster", "dagster_dbt", "tests", *ROOMS} - {room}
    assert {path: found & barred for path, found in files.items() if found & barred} == {}


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "orchestration"])
def test_nothing_imports_orchestration(room: str) -> None:
    importers = [
        path for path, found in imported_packages(room).items() if "orchestration" in found
    ]
    assert importers == []


def test_orchestration_calls_the_rooms_it_orchestrates() -> None:
    found = set().union(*imported_packages("orchestration").values())
    assert {"ingestion", "ml", "reports"} <= found


@pytest.mark.parametrize(
    "package", ["orchestration/defs", "ingestion", "simulator", "ml", "models", "seeds", "macros"]
)
def test_the_rooms_of_the_house_stand(package: str) -> None:
    assert (ROOT / package).is_dir()


def model_files() -> list[Path]:
    """Return every model."""
    return sorted((ROOT / "models").rglob("*.sql"))


def without_comments(text: str) -> str:
    """Return SQL without its comments, of SQL or of Jinja."""
    return re.sub(r"--[^\n]*|\{#.*?#\}|/\*.*?\*/", "", text, flags=re.DOTALL)


def test_no_model_of_the_books_reads_a_clock() -> None:
    clock = re.compile(r"\b(current_date|current_timestamp|now\s*\(|random\s*\(|run_started_at)")
    found = [
        str(path.relative_to(ROOT))
        for path in model_files()
        if clock.search(without_comments(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_every_model_starts_with_its_grain() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in model_files()
        if not path.read_text(encoding="utf-8").startswith("-- Grain:")
    ]
    assert found == []
