"""Bills give the same tables in whatever order they arrive, all at once or one by one.

They are marred bills, so that the tables of what is held have rows, and PostgreSQL gives the same.
"""

import random
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

import ingestion
from benchmarks import plain_sql
from ingestion import loader
from tests.python.conftest import simulate
from tests.support.marred import mar
from tests.support.postgres import PostgresServer
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
    "reconciliation.recon_held_sales",
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


@dataclass(frozen=True)
class Workshop(Warehouse):
    """The one folder in which every warehouse is built, one after the other."""

    @property
    def database(self) -> Path:
        """The warehouse's file."""
        return Path(self.environment["STORELEDGER_DATA"]) / "storeledger.duckdb"

    @property
    def first(self) -> Path:
        """What is kept of the first warehouse."""
        return self.database.with_name("first.duckdb")

    def load(self, *loads: Iterable[Path]) -> None:
        """Load bill files, one load after the other, the files of each in the order given.

        No public table reads what Great Expectations says; to say it takes most of a small load.
        """
        nothing_said = loader.validate([], None)
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            patch.setattr(loader, "validate", lambda batches, now: nothing_said)
            with ingestion.open_sink() as sink:
                for paths in loads:
                    assert list(ingestion.load_paths(list(paths), sink))

    def build(self) -> None:
        """Build seeds and models with dbt; the tests of the data are other tests' work."""
        left_out = ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
        self.dbt("build", *left_out)

    def build_again(self) -> None:
        """Build with the statements of dbt's last build, none of which depends on the data."""
        plain_sql.run(Path(self.environment["DBT_TARGET_PATH"]), self.database, self.first)

    def finish(self) -> dict[str, Contents]:
        """Return the public tables, and leave the workshop empty."""
        contents = self.contents()
        self.database.unlink()
        return contents


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """The workshop, empty."""
    return Workshop.in_folder(tmp_path_factory.mktemp("workshop"))


@pytest.fixture(scope="module")
def in_order(tiny_company: Company, workshop: Workshop) -> dict[str, Contents]:
    """The tables of the tiny company loaded in the order of its file names."""
    workshop.load(tiny_company.files())
    workshop.build()
    shutil.copyfile(workshop.database, workshop.first)
    return workshop.finish()


def shuffled_files(company: Company, seed: int) -> list[Path]:
    """Return the company's files in another order than that of their names."""
    files = company.files()
    random.Random(seed).shuffle(files)
    assert files != company.files()
    return files


def test_every_way_to_be_held_is_in_the_compared_tables(in_order: dict[str, Contents]) -> None:
    assert {name for name in MARRED if not in_order[name].rows} == set()


def test_postgres_has_the_same_tables(
    tiny_company: Company,
    in_order: dict[str, Contents],
    postgres_server: PostgresServer,
    tmp_path: Path,
) -> None:
    environment = postgres_server.create_database("tiny_company")
    warehouse = Workshop.in_folder(tmp_path, **environment)
    warehouse.load(tiny_company.files())
    warehouse.build()
    assert differences(in_order, warehouse.contents()) == {}


def test_a_shuffle_of_the_files_gives_the_same_tables(
    tiny_company: Company, in_order: dict[str, Contents], workshop: Workshop
) -> None:
    workshop.load(shuffled_files(tiny_company, LOADED_AT_ONCE))
    workshop.build_again()
    assert differences(in_order, workshop.finish()) == {}


def test_the_files_in_reverse_give_the_same_tables(
    tiny_company: Company, in_order: dict[str, Contents], workshop: Workshop
) -> None:
    workshop.load(reversed(tiny_company.files()))
    workshop.build_again()
    assert differences(in_order, workshop.finish()) == {}


def test_a_load_for_every_file_gives_the_same_tables(
    tiny_company: Company, in_order: dict[str, Contents], workshop: Workshop
) -> None:
    workshop.load(*([file] for file in shuffled_files(tiny_company, ONE_BY_ONE)))
    workshop.build_again()
    assert differences(in_order, workshop.finish()) == {}


def test_half_the_files_first_and_a_build_between_give_the_same_tables(
    tiny_company: Company, in_order: dict[str, Contents], workshop: Workshop
) -> None:
    files = shuffled_files(tiny_company, IN_HALVES)
    workshop.load(files[: len(files) // 2])
    workshop.build()
    workshop.load(files[len(files) // 2 :], files)
    workshop.build()
    assert differences(in_order, workshop.finish()) == {}


def test_overlapping_downloads_first_give_the_same_tables(
    tiny_company: Company, in_order: dict[str, Contents], workshop: Workshop
) -> None:
    files = tiny_company.files()
    overlapping = [file for file in files if OVERLAPPING.search(file.name)]
    assert overlapping
    workshop.load(overlapping, [file for file in files if file not in overlapping])
    workshop.build_again()
    assert differences(in_order, workshop.finish()) == {}
