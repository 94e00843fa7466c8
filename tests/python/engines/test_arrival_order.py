"""Bills give the same tables in whatever order they arrive, all at once or one by one."""

import random
from pathlib import Path

import pytest

from tests.python.conftest import simulate
from tests.support.warehouse import Company, Warehouse, differences

SHUFFLES = 5


@pytest.fixture(scope="module")
def tiny_company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Two months of about eight orders a day."""
    folder = tmp_path_factory.mktemp("tiny_company")
    return simulate(folder, "--seed", "11", "--months", "2", "--orders-per-day", "8")


@pytest.fixture(scope="module")
def in_order(tiny_company: Company, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The tiny company loaded in the order of its file names."""
    return built(tmp_path_factory.mktemp("in_order"), tiny_company.files())


def built(folder: Path, files: list[Path]) -> Warehouse:
    """Load the files one after the other and build every model."""
    warehouse = Warehouse.in_folder(folder)
    warehouse.load(files)
    build_models(warehouse)
    return warehouse


def build_models(warehouse: Warehouse) -> None:
    """Build seeds and models; the tests of the data are other tests' work."""
    left_out = ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    warehouse.dbt("build", *left_out)


@pytest.mark.parametrize("seed", range(SHUFFLES))
def test_a_shuffle_of_the_files_gives_the_same_tables(
    seed: int, tiny_company: Company, in_order: Warehouse, tmp_path: Path
) -> None:
    files = tiny_company.files()
    random.Random(seed).shuffle(files)
    assert files != tiny_company.files()
    shuffled = built(tmp_path, files)
    assert changed(in_order, shuffled) == {}


def test_half_the_files_first_and_a_build_between_give_the_same_tables(
    tiny_company: Company, in_order: Warehouse, tmp_path: Path
) -> None:
    files = tiny_company.files()
    random.Random(SHUFFLES).shuffle(files)
    warehouse = built(tmp_path, files[: len(files) // 2])
    warehouse.load(files[len(files) // 2 :])
    warehouse.load(files)
    build_models(warehouse)
    assert changed(in_order, warehouse) == {}


def changed(left: Warehouse, right: Warehouse) -> dict[str, list[str]]:
    """Return the differences of every public table that has any."""
    assert left.tables() == right.tables() != []
    found = {table: differences(left, right, table) for table in left.tables()}
    return {table: lines for table, lines in found.items() if lines}
