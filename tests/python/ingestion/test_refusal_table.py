"""docs/refusals.md explains each code that ingestion can say, and no other."""

import ast
import re
from collections.abc import Iterator
from typing import get_args

import pytest

from ingestion.results import LineCode, RefusalCode
from tests.support.warehouse import ROOT

PAGE = ROOT / "docs" / "refusals.md"


def table(heading: str) -> dict[str, list[str]]:
    """Return the rows of the table under a heading of the page: code → its other cells."""
    section = PAGE.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", section, re.MULTILINE)
    codes = [code for code, _ in rows]
    assert len(codes) == len(set(codes))
    return {code: [cell.strip() for cell in cells.split("|")] for code, cells in rows}


def trees() -> Iterator[ast.Module]:
    for path in (ROOT / "ingestion").rglob("*.py"):
        if path.name != "results.py":
            yield ast.parse(path.read_text(encoding="utf-8"))


def texts() -> set[str]:
    """Return the texts in the code, of those with a detail the code before it."""
    nodes = (node for tree in trees() for node in ast.walk(tree))
    constants = (n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return {text.partition(":")[0] for text in constants}


@pytest.mark.parametrize(
    ("heading", "codes"),
    [("Files that are refused", RefusalCode), ("Lines that are held", LineCode)],
)
def test_each_code_is_explained_and_said(heading, codes):
    rows = table(heading)
    assert list(rows) == sorted(get_args(codes))
    assert all(all(cells) for cells in rows.values())
    assert set(rows) <= texts(), "a code that nothing says"


def test_each_refusal_in_the_code_is_explained():
    said = {
        node.args[0].value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "RefusedFile"
    }
    # Of a file that cannot be read there is nothing to refuse but its name.
    assert said | {"unreadable_file"} == set(table("Files that are refused"))


def test_each_mark_of_a_loaded_file_is_explained():
    rows = table("Marks of a file that is loaded")
    assert set(rows) == {
        "control_total_mismatch",
        "hidden_sheets",
        "sheets_not_read",
        "unended_line",
    }
    assert set(rows) <= texts()


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_both_front_pages_lead_to_the_table(name):
    assert "(docs/refusals.md)" in (ROOT / name).read_text(encoding="utf-8")
