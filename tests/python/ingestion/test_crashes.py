"""A load that is killed, crowded or out of disk: one more load, and the tables are as ever."""

import itertools
import os
import pwd
import random
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest

from ingestion.loader import Step
from ingestion.sinks.duckdb_sink import LOCK_WAIT_SECONDS
from tests.python.ingestion import crash
from tests.python.ingestion.bills import as_csv, as_xlsx, fund_rows, golden_rows, put
from tests.support.postgres import UNPRIVILEGED_USER, PostgresServer

TARGETS = ("duckdb", "postgres")
LOADERS = 8
BILLS = 5
GIVES_UP_AFTER = re.compile(r"^SinkBusy: .*\nafter ([0-9.]+) s$", re.DOTALL)
# On each engine; `make fuzz` kills 100 times and crowds for 20 rounds.
KILLS = int(os.environ.get("STORELEDGER_KILLS", "1"))
ROUNDS = int(os.environ.get("STORELEDGER_ROUNDS", "1"))
Make = Callable[[str], dict[str, str]]


@pytest.fixture(scope="module")
def bills(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Bills good and refused, with quarantined and identical rows, and two in one workbook."""
    folder = tmp_path_factory.mktemp("bills") / "dy01"
    rows = fund_rows(20)
    put(folder / "1.csv", as_csv([*rows, rows[1], ["bad"]]))
    put(folder / "2.csv", as_csv(fund_rows(25, 备注="二"), "gb18030"))
    put(folder / "3.xlsx", as_xlsx(("一", fund_rows(3)), ("二", golden_rows("tmall_refund"))))
    put(folder / "4.csv", b"a,b\n1,2\n")
    return folder


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Make:
    """Make an empty warehouse; return the environment that points to it."""
    numbers = itertools.count()

    def empty(target: str) -> dict[str, str]:
        name = f"crash_{next(numbers)}"
        environment = {
            "STORELEDGER_DATA": str(tmp_path_factory.mktemp(name)),
            "STORELEDGER_TARGET": target,
            "STORELEDGER_PII_KEY": "a key for tests",
        }
        if target == "postgres":
            environment |= request.getfixturevalue("postgres_server").create_database(name)
        return environment

    return empty


@pytest.fixture(scope="module")
def undisturbed(bills: Path, make: Make) -> dict[str, list[tuple]]:
    """What the tables hold after a load that nothing disturbs, the same on both engines."""
    environment = make("duckdb")
    assert len(crash.results(crash.start(bills, environment))) == BILLS
    return crash.contents(environment)


def assert_mended(bills: Path, environment: dict[str, str], undisturbed: dict) -> None:
    """One more load, and every table holds what it should; the archive holds whole files only."""
    crash.results(crash.start(bills, environment))
    assert crash.contents(environment) == undisturbed
    archive = Path(environment["STORELEDGER_DATA"]) / "archive"
    assert {len(path.name) for path in archive.rglob("*") if path.is_file()} == {64}


@pytest.mark.parametrize("target", TARGETS)
def test_killed_at_every_step(target, bills, make, undisturbed):
    """Each kill is of a load that goes on where the one before was killed."""
    environment = make(target)
    for step in get_args(Step):
        process = crash.start(bills, environment, killed_at=step)
        process.communicate()
        assert process.returncode == -signal.SIGKILL, step
    assert_mended(bills, environment, undisturbed)


def seconds_of_load(bills: Path, environment: dict[str, str]) -> float:
    """How long a load takes from its first step until the last bill is committed."""
    process = crash.start(bills, environment)
    assert process.stdout is not None
    moments = [(line.strip(), time.monotonic()) for line in process.stdout]
    process.wait()
    return max(at for step, at in moments if step == "committed") - moments[0][1]


@pytest.mark.parametrize("target", TARGETS)
def test_killed_at_random_moments(target, bills, make, undisturbed):
    """Of a load at work: a kill that comes when all bills are committed does not count."""
    chance = random.Random(20260630)
    seconds = seconds_of_load(bills, make(target))
    killed = 0
    while killed < KILLS:
        environment = make(target)
        process = crash.start(bills, environment)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, seconds))
        process.kill()
        steps, _ = process.communicate()
        killed += steps.split().count("committed") < BILLS
        assert_mended(bills, environment, undisturbed)


@pytest.mark.parametrize("target", TARGETS)
def test_eight_loaders_at_once_of_the_same_bills(target, bills, make, undisturbed):
    """Each bill is in once, whoever brought it; a loader that gave up says so."""
    for _ in range(ROUNDS):
        environment = make(target)
        crowd(environment, [bills] * LOADERS)
        found = crash.contents(environment)
        assert found == {**undisturbed, "batch_validation": []}


@pytest.mark.parametrize("target", TARGETS)
def test_eight_loaders_at_once_of_different_bills(target, make, tmp_path):
    for _ in range(ROUNDS):
        environment = make(target)
        folders = [tmp_path / str(number) / "dy01" for number in range(LOADERS)]
        for number, folder in enumerate(folders, start=1):
            put(folder / "a.csv", as_csv(fund_rows(number)))
        busy = crowd(environment, folders)
        for folder in busy:
            crash.results(crash.start(folder, environment, validates=False))
        found = crash.contents(environment)
        assert len(found["bill_file"]) == LOADERS
        assert len(found["douyin_fund"]) == sum(range(1, LOADERS + 1))


def crowd(environment: dict[str, str], folders: list[Path]) -> list[Path]:
    """Load the folders at once; return those whose loader found the warehouse busy for too long."""
    processes = [crash.start(folder, environment, validates=False) for folder in folders]
    outcomes = [(*process.communicate(), process.returncode) for process in processes]
    refusals = [errors for _, errors, code in outcomes if code]
    given_up = [GIVES_UP_AFTER.match(errors.strip()) for errors in refusals]
    assert all(given_up), refusals
    # The last try may take a moment more.
    assert all(float(after[1]) < LOCK_WAIT_SECONDS + 2 for after in given_up if after), refusals
    assert len(refusals) < len(folders)
    return [folder for folder, (*_, code) in zip(folders, outcomes, strict=True) if code]


def test_a_full_disk_is_a_clear_error_and_leaves_nothing_half_loaded(bills, make, undisturbed):
    environment = make("duckdb")
    crash.results(crash.start(make_empty(bills), environment))
    failures = []
    for disk in (1_000, 5_000, 20_000, 60_000):
        failures += failure(crash.start(bills, environment, disk=disk))
        assert_nothing_half_loaded(environment)
    assert failures
    assert_mended(bills, environment, undisturbed)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of some megabytes that is the database server's own."""
    folder = tempfile.mkdtemp(prefix="storeledger_small_disk_")
    owner = pwd.getpwnam(UNPRIVILEGED_USER).pw_uid
    options = f"size=64m,mode=700,uid={owner}"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        Path(folder).rmdir()
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.decode().strip()}")
    yield Path(folder)
    subprocess.run(["umount", "--lazy", folder], check=True)
    Path(folder).rmdir()


@pytest.fixture
def on_small_disk(
    make: Make, small_disk: Path, postgres_server: PostgresServer
) -> Iterator[dict[str, str]]:
    """An empty PostgreSQL warehouse whose tables stand on the small disk."""
    environment = make("postgres")
    name = environment["STORELEDGER_PG_DBNAME"]
    with closing(postgres_server.connect("postgres")) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(f"create tablespace small_disk location '{small_disk}'")
        cursor.execute(f"alter database {name} set tablespace small_disk")
        yield environment
        cursor.execute(f"drop database {name}")
        cursor.execute("drop tablespace small_disk")


def test_a_full_disk_of_postgres_is_a_clear_error_and_leaves_nothing_half_loaded(
    bills, on_small_disk, small_disk, undisturbed
):
    crash.results(crash.start(make_empty(bills), on_small_disk))
    failures = []
    for kilobytes in (0, 16, 64, 256):
        filling = put(small_disk / "filling", bytes(free(small_disk) - kilobytes * 1024))
        failures += failure(crash.start(bills, on_small_disk))
        filling.unlink()
        assert_nothing_half_loaded(on_small_disk)
    assert failures
    assert all(error.startswith("SinkError: ") for error in failures), failures
    assert all("No space left on device" in error for error in failures), failures
    assert_mended(bills, on_small_disk, undisturbed)


def free(disk: Path) -> int:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_frsize


def failure(process: subprocess.Popen) -> list[str]:
    """The line in which a load says why it failed, none where it did not."""
    _, errors = process.communicate()
    if not process.returncode:
        return []
    named = [line for line in errors.splitlines() if line.startswith(("SinkError: ", "OSError: "))]
    assert len(named) == 1, errors
    return named


def assert_nothing_half_loaded(environment: dict[str, str]) -> None:
    """A bill is in the register with all of its rows, or it is not there and has none."""
    found = crash.contents(environment)
    registered = [dict(zip(names("bill_file"), row, strict=True)) for row in found["bill_file"]]
    loaded = sum(r["rows_loaded"] for r in registered if r["format_code"] == "douyin_fund")
    assert len(found["douyin_fund"]) == loaded


def make_empty(bills: Path) -> Path:
    """An inbox without a bill: its load makes the tables."""
    folder = bills.parent / "empty"
    folder.mkdir(exist_ok=True)
    return folder


def names(table: str) -> list[str]:
    """The columns of a raw table that `contents` shows."""
    shown = crash.raw_tables()[table].column_names
    return [name for name in shown if name not in crash.LOAD_TIMES]
