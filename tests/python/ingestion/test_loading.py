"""The register: idempotence, deliveries, one transaction a file, months and formats asked for."""

import stat

import pytest

import ingestion
from ingestion.personal import KEY_VARIABLE, personal_key
from ingestion.sinks.base import Sink
from ingestion.withdrawal import NoSuchFile, withdraw
from tests.python.ingestion.bills import as_csv, as_xlsx, fund_rows, golden_bytes, put
from tests.python.ingestion.test_sinks import postgres  # noqa: F401

COUNTS = """
    select
        (select count(*) from raw.douyin_fund) as rows,
        (select count(*) from raw.bill_file) as files,
        (select count(*) from raw.bill_file_delivery) as deliveries,
        (select count(*) from raw.quarantined_line) as held
"""


def test_same_bytes_under_any_name_add_a_delivery_and_nothing_else(inbox, load, query):
    content = as_csv([*fund_rows(3, 备注="x"), ["bad"]])
    first = put(inbox / "a.csv", content)
    other_name = put(inbox / "b.csv", content)
    other_folder = put(inbox.parent / "dy02" / "a.csv", content)
    statuses = [r.status for r in load(first, other_name, other_folder)]
    assert statuses == ["loaded", "duplicate", "duplicate"]
    [result] = load(first)
    assert (result.status, result.rows_loaded) == ("duplicate", 0)
    assert result.reason == "same bytes as a.csv"
    assert query(COUNTS) == [{"rows": 3, "files": 1, "deliveries": 3, "held": 1}]


def test_nothing_of_a_file_is_kept_when_its_load_breaks_off(inbox, load, query, monkeypatch):
    path = put(inbox / "a.csv", as_csv([*fund_rows(3), ["bad"]]))

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Sink, "register", fail)
        with pytest.raises(KeyboardInterrupt):
            load(path)
    assert query(COUNTS) == [{"rows": 0, "files": 0, "deliveries": 0, "held": 0}]
    assert [r.status for r in load(path)] == ["loaded"]
    assert query(COUNTS) == [{"rows": 3, "files": 1, "deliveries": 1, "held": 1}]


def test_the_bytes_are_archived_by_their_hash(inbox, load, query, tmp_path):
    content = as_csv(fund_rows(1))
    [result] = load(put(inbox / "a.csv", content))
    [file] = query("select archive_path, byte_count from raw.bill_file")
    assert file["byte_count"] == len(content)
    assert file["archive_path"] == f"archive/{result.sha256[:2]}/{result.sha256}"
    assert (tmp_path / "data" / file["archive_path"]).read_bytes() == content


def test_folders_are_read_in_order_without_hidden_files(inbox, load):
    for number, name in enumerate(["b/2.csv", "a/9.csv", "a/1.csv", ".hidden.csv", "c/.x/y.csv"]):
        put(inbox / name, as_csv(fund_rows(number + 1)))
    names = [r.file.removeprefix(f"{inbox}/") for r in load(inbox)]
    assert names == ["a/1.csv", "a/9.csv", "b/2.csv"]


def test_only_the_formats_asked_for(inbox, load, query):
    put(inbox / "fund.csv", as_csv(fund_rows(2)))
    put(inbox / "refund.csv", golden_bytes("tmall_refund", "utf-8-sig"))
    put(inbox / "other.csv", b"a,b\n1,2\n")
    assert [r.format for r in load(inbox, formats={"douyin_fund"})] == ["douyin_fund"]
    assert query("select count(*) as n from raw.bill_file") == [{"n": 1}]
    assert [r.status for r in load(inbox, formats={None})] == ["unknown"]
    assert [r.format for r in load(inbox, formats={"tmall_refund", None})] == [None, "tmall_refund"]


def test_only_the_months_asked_for(inbox, load, query):
    may = [
        row if i == 0 else ["2026-05-31 23:59:59", *row[1:]] for i, row in enumerate(fund_rows(2))
    ]
    put(inbox / "may.csv", as_csv(may))
    put(inbox / "june.csv", as_csv(fund_rows(2)))
    put(inbox / "cost.csv", golden_bytes("erp_cost", "utf-8"))
    names = [r.file.rsplit("/", 1)[1] for r in load(inbox, months={"2026-05"})]
    assert names == ["cost.csv", "may.csv"]
    assert query("select count(*) as n from raw.bill_file_delivery") == [{"n": 2}]
    assert [r.status for r in load(inbox, months={"2026-06"})] == ["duplicate", "loaded"]


def test_a_path_that_does_not_exist_loads_nothing(inbox, load):
    put(inbox / "a.csv", as_csv(fund_rows(1)))
    with pytest.raises(FileNotFoundError, match="nowhere"):
        load(inbox, inbox / "nowhere")


def test_progress_goes_from_nothing_to_all(inbox, load):
    put(inbox / "a.csv", as_csv(fund_rows(1)))
    put(inbox / "b.xlsx", as_xlsx(("S", fund_rows(2))))
    seen: list[ingestion.Progress] = []
    load(inbox, on_progress=seen.append)
    assert [p.file for p in seen][:2] == ["a.csv", "b.xlsx"]
    assert [(p.files_done, p.files_total) for p in seen] == [(0, 2), (1, 2), (2, 2)]
    assert seen[0].bytes_done == 0
    assert (
        seen[-1].bytes_done
        == seen[-1].bytes_total
        == sum(path.stat().st_size for path in inbox.iterdir())
    )


def test_the_personal_key_is_made_once_and_kept_private(tmp_path, monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE)
    key = personal_key(tmp_path / "data")
    assert len(key) == 64
    assert personal_key(tmp_path / "data") == key
    mode = stat.S_IMODE((tmp_path / "data" / "pii.key").stat().st_mode)
    assert mode == 0o600
    monkeypatch.setenv(KEY_VARIABLE, "mine")
    assert personal_key(tmp_path / "data") == b"mine"


def test_a_column_that_a_declaration_has_gained_is_added(inbox, load, query):
    load(put(inbox / "a.csv", as_csv(fund_rows(1))))
    with ingestion.open_sink() as sink:
        sink.query('alter table raw.douyin_fund drop column "银行补贴"')
    [result] = load(put(inbox / "b.csv", as_csv(fund_rows(2, 银行补贴="1.00"))))
    assert result.status == "loaded"
    found = query(
        'select "银行补贴" as x, count(*) as n from raw.douyin_fund group by 1 order by 1'
    )
    assert found == [{"x": "1.00", "n": 2}, {"x": None, "n": 1}]


@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_a_bill_that_was_issued_anew_is_withdrawn(target, inbox, load, query, request):
    """The newer issue stands; the older one is out, stays out, and says why."""
    if target == "postgres":
        request.getfixturevalue("postgres")
    rows = fund_rows(3)
    again = [list(row) for row in rows]
    again[2][3] = "99.00"
    old = put(inbox / "old.csv", as_csv([*rows, ["bad"]]))
    new = put(inbox / "new.csv", as_csv(again))
    with ingestion.open_sink(target) as sink:
        first, second = ingestion.load_paths([old, new], sink)
        with pytest.raises(NoSuchFile, match="0 loaded files"):
            withdraw(sink, "no such", "x")
        with pytest.raises(NoSuchFile, match="2 loaded files"):
            withdraw(sink, "", "x")
        assert withdraw(sink, first.sha256[:12], "issued anew on 2026-07-02") == "old.csv"
        [once_more] = ingestion.load_paths([old], sink)
        assert (once_more.status, once_more.reason) == (
            "withdrawn",
            "withdrawn: issued anew on 2026-07-02",
        )
        files = sink.query("select file_name, status, rows_loaded from raw.bill_file order by 1")
        assert files == [("new.csv", "loaded", 3), ("old.csv", "withdrawn", 0)]
        assert sink.query("select distinct _file_id from raw.douyin_fund") == [(second.sha256,)]
        assert sink.query("select count(*) from raw.quarantined_line") == [(0,)]
