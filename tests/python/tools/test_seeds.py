"""No column of a seed is filled in for nobody."""

import re

import yaml

from tests.support.warehouse import ROOT


def columns() -> list[tuple[str, str, str]]:
    """Return the seed, name and description of every column of every seed."""
    return [
        (seed["name"], column["name"], column["description"])
        for file in sorted((ROOT / "seeds").glob("_*__seeds.yml"))
        for seed in yaml.safe_load(file.read_text(encoding="utf-8"))["seeds"]
        for column in seed["columns"]
    ]


def readers() -> list[str]:
    """Return the text of whatever may read a seed: models, macros, checks and the packages."""
    folders = ("models", "macros", "tests/dbt", "reports", "ml", "simulator", "orchestration")
    return [
        file.read_text(encoding="utf-8")
        for folder in folders
        for kind in ("*.sql", "*.py", "_*__models.yml")
        for file in (ROOT / folder).rglob(kind)
    ]


def is_read(seed: str, column: str, texts: list[str]) -> bool:
    """Return whether a file names both; properties do by the field of a relationship."""
    word = re.compile(rf"\b{column}\b")
    return any(
        word.search(text)
        and (f"ref('{seed}'), field: {column}" in text or "version: 2" not in text)
        for text in texts
        if re.search(rf"\b{seed}\b", text)
    )


def test_every_column_is_read_or_is_a_note() -> None:
    texts, found = readers(), columns()
    assert found
    unread = {
        (seed, column)
        for seed, column, description in found
        if not description.startswith("note: ") and not is_read(seed, column, texts)
    }
    assert unread == set()


def test_a_note_is_read_by_nobody() -> None:
    texts = readers()
    assert [
        (seed, column)
        for seed, column, description in columns()
        if description.startswith("note: ") and is_read(seed, column, texts)
    ] == []
