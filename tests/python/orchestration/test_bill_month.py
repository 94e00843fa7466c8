"""A back-fill: the job `load_bill_month` loads the bills of its month (账单月) and nothing else.

Whatever a load left in the inbox still looks new to the sensor.
"""

from itertools import islice
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from ingestion.declarations import declarations
from orchestration.defs.automation.jobs import jobs
from orchestration.defs.automation.sensors import inbox as inbox_sensor
from orchestration.defs.ingestion import assets
from orchestration.defs.ingestion.assets import ingestion
from orchestration.lib.keys import REGISTER_KEY, raw_key
from orchestration.lib.progress import files_read
from tests.python.ingestion.bills import as_csv, fund_rows, golden_bytes, put

MAY, JUNE = "2026-05-31 23:59:59", "2026-06-01 00:00:00"


@pytest.fixture(scope="module")
def job() -> dg.JobDefinition:
    """The job over the assets of ingestion, which are all it selects."""
    return dg.Definitions.merge(ingestion(), jobs()).resolve_job_def("load_bill_month")


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An inbox with fund bills (资金流水) of May and June and an ad bill of July."""
    monkeypatch.setenv("STORELEDGER_DATA", str(tmp_path))
    monkeypatch.setenv("STORELEDGER_TARGET", "duckdb")
    put(tmp_path / "inbox/dy01/may.csv", as_csv(fund_rows(3, 动账时间=MAY)))
    put(tmp_path / "inbox/dy01/june.csv", as_csv(fund_rows(2, 动账时间=JUNE)))
    july = golden_bytes("qianchuan_finance", "utf-8").replace(b"2026-06", b"2026-07")
    put(tmp_path / "inbox/dy01/july.csv", july)
    return tmp_path / "storeledger.duckdb"


def load_month(job: dg.JobDefinition, instance: dg.DagsterInstance, month: str) -> None:
    """Run the job for one partition, in this process."""
    assert job.execute_in_process(partition_key=month, instance=instance).success


def rows_by_table(warehouse: Path) -> dict[str, list[tuple]]:
    """Return the lines of every raw bill table that has any, as file names and line numbers."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = {
            code: connection.execute(
                f'select file_name, _line_number from raw."{code}"'
                " inner join raw.bill_file on file_id = _file_id order by 1, 2"
            ).fetchall()
            for code in declarations()
        }
    return {code: rows for code, rows in found.items() if rows}


def test_a_partition_loads_the_bills_of_its_month_and_nothing_else(
    job: dg.JobDefinition, warehouse: Path
) -> None:
    june = [("june.csv", 2), ("june.csv", 3)]
    may = [("may.csv", 2), ("may.csv", 3), ("may.csv", 4)]
    with dg.DagsterInstance.ephemeral() as instance:
        load_month(job, instance, "2026-06")
        assert rows_by_table(warehouse) == {"douyin_fund": june}
        load_month(job, instance, "2026-05")
        assert rows_by_table(warehouse) == {"douyin_fund": june + may}
        loaded = instance.get_materialized_partitions(raw_key("douyin_fund"))
    assert loaded == {"2026-05", "2026-06"}


def asks_for_a_run(instance: dg.DagsterInstance) -> bool:
    """Let the sensor look twice at an inbox that does not change."""
    cursor = None
    for _ in range(2):
        found = inbox_sensor(dg.build_sensor_context(instance=instance, cursor=cursor))
        assert isinstance(found, dg.SensorResult)
        cursor = found.cursor
    return bool(found.run_requests)


def test_what_a_back_fill_left_is_new_to_the_sensor(job: dg.JobDefinition, warehouse: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        load_month(job, instance, "2026-06")
        assert asks_for_a_run(instance)
        assert job.execute_in_process(instance=instance).success
        assert rows_by_table(warehouse).keys() == {"douyin_fund", "qianchuan_finance"}
        assert not asks_for_a_run(instance)


def test_a_file_that_came_during_the_load_is_new_to_the_sensor(
    job: dg.JobDefinition, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = assets.load

    def load_while_a_file_comes(context, paths, formats):
        put(warehouse.parent / "inbox/dy01/late.csv", as_csv(fund_rows(5, 动账时间=MAY)))
        return load(context, paths, formats)

    monkeypatch.setattr(assets, "load", load_while_a_file_comes)
    with dg.DagsterInstance.ephemeral() as instance:
        assert job.execute_in_process(instance=instance).success
        assert "late.csv" not in {name for name, _ in rows_by_table(warehouse)["douyin_fund"]}
        assert asks_for_a_run(instance)


def some_of(selection: dg.AssetSelection) -> dg.JobDefinition:
    """Return the job of one who picks assets or checks in the UI."""
    some = dg.define_asset_job("some", selection=selection)
    return dg.Definitions.merge(ingestion(), dg.Definitions(jobs=[some])).resolve_job_def("some")


def load_only(instance: dg.DagsterInstance, *tables: str) -> dg.ExecuteInProcessResult:
    """Load some raw tables."""
    job = some_of(dg.AssetSelection.assets(*map(raw_key, tables)))
    result = job.execute_in_process(instance=instance)
    written = {event.asset_key for event in result.get_asset_materialization_events()}
    assert (result.success, written) == (True, set(map(raw_key, tables)))
    return result


def checked(result: dg.ExecuteInProcessResult) -> set[tuple[str, str, bool]]:
    """Return what the checks of a run said: table, check, whether it passed."""
    return {
        (found.asset_key.path[-1], found.check_name, found.passed)
        for found in result.get_asset_check_evaluations()
    }


def test_of_some_tables_only_the_bills_of_their_formats_are_loaded(warehouse: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        result = load_only(instance, "qianchuan_finance", "tmall_refund")
        assert rows_by_table(warehouse).keys() == {"qianchuan_finance"}
        assert asks_for_a_run(instance)
    assert checked(result) == {
        (table, check, True)
        for table in ("qianchuan_finance", "tmall_refund")
        for check in ("nothing_lost", "expectations_hold")
    }


def test_a_check_alone_is_made_and_loads_nothing(warehouse: Path) -> None:
    check = dg.AssetCheckKey(raw_key("douyin_fund"), "nothing_lost")
    with dg.DagsterInstance.ephemeral() as instance:
        load_only(instance, "douyin_fund")
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute("delete from raw.douyin_fund where _line_number = 2")
        result = some_of(dg.AssetSelection.checks(check)).execute_in_process(
            instance=instance, raise_on_error=False
        )
    assert checked(result) == {("douyin_fund", "nothing_lost", False)}
    assert rows_by_table(warehouse).keys() == {"douyin_fund"}


def test_a_check_alone_may_be_made_before_anything_is_loaded(warehouse: Path) -> None:
    check = dg.AssetCheckKey(raw_key("douyin_fund"), "nothing_lost")
    with dg.DagsterInstance.ephemeral() as instance:
        result = some_of(dg.AssetSelection.checks(check)).execute_in_process(instance=instance)
    assert checked(result) == {("douyin_fund", "nothing_lost", True)}
    assert rows_by_table(warehouse) == {}


def test_the_register_takes_in_the_files_of_no_format(warehouse: Path) -> None:
    put(warehouse.parent / "inbox/dy01/other.csv", b"nothing,known\n1,2\n")
    with dg.DagsterInstance.ephemeral() as instance:
        load_only(instance, "bill_file")
    assert rows_by_table(warehouse) == {}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute("select file_name, status from raw.bill_file").fetchall()
    assert found == [("other.csv", "unknown")]


def test_a_load_tells_how_many_files_it_has_read(job: dg.JobDefinition, warehouse: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        assert job.execute_in_process(instance=instance).success
        found = instance.fetch_observations(REGISTER_KEY, limit=9, ascending=True).records
    told = [record.asset_observation for record in found]
    assert told == [files_read(done, 3) for done in range(4)]


def test_a_file_that_cannot_be_read_is_counted_and_stops_no_other(
    job: dg.JobDefinition, warehouse: Path
) -> None:
    (warehouse.parent / "inbox/dy01/a.csv").symlink_to("/proc/self/mem")
    with dg.DagsterInstance.ephemeral() as instance:
        assert job.execute_in_process(instance=instance).success
        [loaded] = instance.fetch_materializations(REGISTER_KEY, limit=9).records
    figures = {name: value.value for name, value in loaded.asset_materialization.metadata.items()}
    assert (figures["files_loaded"], figures["files_refused"]) == (3, 1)
    assert rows_by_table(warehouse).keys() == {"douyin_fund", "qianchuan_finance"}


def test_a_load_that_breaks_off_marks_the_months_it_has_loaded(
    job: dg.JobDefinition, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_paths = assets.load_paths

    def breaking_off(*arguments, **options):
        yield from islice(load_paths(*arguments, **options), 2)
        raise dg.Failure("the disk is full", allow_retries=False)

    monkeypatch.setattr(assets, "load_paths", breaking_off)
    with dg.DagsterInstance.ephemeral() as instance:
        assert not job.execute_in_process(instance=instance, raise_on_error=False).success
        marked = {
            code: instance.get_materialized_partitions(raw_key(code))
            for code in ("douyin_fund", "qianchuan_finance")
        }
    assert marked == {"douyin_fund": {"2026-06"}, "qianchuan_finance": {"2026-07"}}
