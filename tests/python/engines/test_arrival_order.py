"""Bills give the same tables in whatever order they arrive, all at once or one by one."""

import random
import re
from pathlib import Path

import pytest

import ingestion
from ingestion import loader
from tests.python.conftest import simulate
from tests.support.marred import mar
from tests.support.warehouse import Company, Contents, Warehouse, differences

# The seeds of three shuffles: the files come in one load, one by one, and in halves.
LOADED_AT_ONCE, ONE_BY_ONE, IN_HALVES = range(3)
# The names of downloads that tell again what another file tells: of single days or of ten, the
# supplements, and the second copies.
OVERLAPPING = re.compile(r"(?<!\d)\d{8}(?!\d)|_补充\.| \(1\)\.")

# What only marred bills fill.
MARRED = (
    "reconciliation.recon_broken_identities",
    "reconciliation.recon_contested_lines",
    "reconciliation.recon_held_refunds",
    "reconciliation.recon_held_stock_movements",
    "reconciliation.recon_incomplete_files",
    "reconciliation.recon_mismatched_files",
    "star.quarantined_line_fact",
)


@pytest.fixture(scope="module")
def tiny_company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Two months of about eight orders a day; lines of its bills are held, contested or damaged."""
    folder = tmp_path_factory.mktemp("tiny_company")
    company = simulate(folder, "--seed", "11", "--months", "2", "--orders-per-day", "8")
    mar(company)
    return company


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The one folder in which every warehouse is built, so that dbt reads the project once."""
    return Warehouse.in_folder(tmp_path_factory.mktemp("workshop"))


@pytest.fixture(scope="module")
def in_order(tiny_company: Company, workshop: Warehouse) -> dict[str, Contents]:
    """The tables of the tiny company loaded in the order of its file names."""
    workshop.load(tiny_company.files())
    return built(workshop)


def built(workshop: Warehouse) -> dict[str, Contents]:
    """Build what is loaded in the workshop, and leave it empty; return the public tables."""
    build_models(workshop)
    contents = workshop.contents()
    (Path(workshop.environment["STORELEDGER_DATA"]) / "storeledger.duckdb").unlink()
    return contents


def build_models(warehouse: Warehouse) -> None:
    """Build seeds and models; the tests of the data are other tests' work."""
    left_out = ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    warehouse.dbt("build", *left_out)


def shuffled_files(company: Company, seed: int) -> list[Path]:
    """Return the company's files in another order than that of their names."""
    files = company.files()
    random.Random(seed).shuffle(files)
    assert files != company.files()
    return files


def test_every_way_to_be_held_is_in_the_compared_tables(in_order: dict[str, Contents]) -> None:
    assert {name for name in MARRED if not in_order[name].rows} == set()


def test_a_shuffle_of_the_files_gives_the_same_tables(
    tiny_company: Company, in_order: dict[str, Contents], workshop: Warehouse
) -> None:
    workshop.load(shuffled_files(tiny_company, LOADED_AT_ONCE))
    assert differences(in_order, built(workshop)) == {}


def test_the_files_in_reverse_give_the_same_tables(
    tiny_company: Company, in_order: dict[str, Contents], workshop: Warehouse
) -> None:
    workshop.load(reversed(tiny_company.files()))
    assert differences(in_order, built(workshop)) == {}


def test_a_load_for_every_file_gives_the_same_tables(
    tiny_company: Company,
    in_order: dict[str, Contents],
    workshop: Warehouse,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in workshop.environment.items():
        monkeypatch.setenv(name, value)
    # No public table reads what Great Expectations says, and to say it takes most of a small load.
    nothing_said = loader.validate([], None)
    monkeypatch.setattr(loader, "validate", lambda batches, now: nothing_said)
    for file in shuffled_files(tiny_company, ONE_BY_ONE):
        with ingestion.open_sink() as sink:
            assert list(ingestion.load_paths([file], sink))
    assert differences(in_order, built(workshop)) == {}


def test_half_the_files_first_and_a_build_between_give_the_same_tables(
    tiny_company: Company, in_order: dict[str, Contents], workshop: Warehouse
) -> None:
    files = shuffled_files(tiny_company, IN_HALVES)
    workshop.load(files[: len(files) // 2])
    build_models(workshop)
    workshop.load(files[len(files) // 2 :])
    workshop.load(files)
    assert differences(in_order, built(workshop)) == {}


def test_overlapping_downloads_first_give_the_same_tables(
    tiny_company: Company, in_order: dict[str, Contents], workshop: Warehouse
) -> None:
    files = tiny_company.files()
    overlapping = [file for file in files if OVERLAPPING.search(file.name)]
    assert overlapping
    workshop.load(overlapping)
    workshop.load([file for file in files if file not in overlapping])
    assert differences(in_order, built(workshop)) == {}
