"""Text bills: encodings, line ends, delimiters, headers that moved, columns nobody declared."""

import json

import pyarrow as pa
import pytest

from tests.python.ingestion.bills import as_csv, fund_rows, golden_bytes, golden_rows, put

HASHES = "select _row_hash from raw.douyin_fund order by _line_number"


def hashes(query) -> list[str]:
    return [row["_row_hash"] for row in query(HASHES)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_every_encoding_and_line_end_reads_the_same(encoding, newline, inbox, load, query):
    rows = fund_rows(3)
    rows[2][-1] = "第一行" + newline + "第二行"
    [result] = load(put(inbox / "a.csv", as_csv(rows, encoding, newline)))
    assert (result.status, result.rows_loaded) == ("loaded", 3)
    stored = query('select _line_number, "备注" as remark from raw.douyin_fund order by 1')
    assert [row["_line_number"] for row in stored] == [2, 3, 5]
    assert stored[1]["remark"] == "第一行" + newline + "第二行"
    [file] = query("select encoding from raw.bill_file")
    assert file["encoding"] == encoding


def test_same_content_has_the_same_hash_however_it_is_written(inbox, load, query):
    rows = fund_rows(2)
    header = rows[0]
    flow, order, amount, time = (
        header.index(name) for name in ("动帐流水号", "订单号", "动账金额", "动账时间")
    )
    for row in rows[1:]:
        row[order] = "6900000000000000001"
    plain = as_csv(rows)
    decorated = [list(row) for row in rows]
    for row in decorated[1:]:
        row[flow] = "\t'" + row[flow]
        row[order] = f'="{row[order]}"'
        row[amount] = "¥" + row[amount]
        row[time] = row[time].replace("-", "/")
    turned = [row[::-1] for row in decorated]
    load(put(inbox / "plain.csv", plain), put(inbox / "turned.csv", as_csv(turned, "gb18030")))
    found = query(
        "select _row_hash, count(distinct _file_id) as files from raw.douyin_fund group by 1"
    )
    assert [row["files"] for row in found] == [2, 2]


def test_rows_that_differ_have_different_hashes(inbox, load, query):
    rows = fund_rows(1) + fund_rows(1, 动账金额="1.05")[1:] + fund_rows(1, 动账金额="10.50")[1:]
    load(put(inbox / "a.csv", as_csv(rows)))
    assert len(set(hashes(query))) == 3


def test_tabs_and_a_header_below_other_lines(inbox, load, query):
    lines = ["某某旗舰店 动账明细", "导出时间：2026-06-30", "", ""]
    text = "\n".join([*lines, *("\t".join(row) for row in fund_rows(2))]) + "\n"
    [result] = load(put(inbox / "a.csv", text.encode("gb18030")))
    assert result.rows_loaded == 2
    assert [r["_line_number"] for r in query("select _line_number from raw.douyin_fund")] == [6, 7]


def test_blank_lines_are_no_rows_and_still_count_as_lines(inbox, load, query):
    header, first, second = as_csv(fund_rows(2)).decode("utf-8-sig").splitlines()
    text = "\n".join([header, "", first, "", ",".join([""] * 39), second, "", ""])
    [result] = load(put(inbox / "a.csv", text.encode()))
    assert (result.rows_read, result.rows_loaded) == (2, 2)
    assert [r["_line_number"] for r in query("select _line_number from raw.douyin_fund")] == [3, 6]


def test_a_header_alone_is_an_empty_month(inbox, load):
    [result] = load(put(inbox / "a.csv", as_csv(fund_rows(0))))
    assert (result.status, result.rows_read) == ("loaded", 0)
    [result] = load(put(inbox / "b.csv", as_csv(fund_rows(0)).rstrip()))
    assert (result.status, result.rows_read) == ("loaded", 0)


@pytest.mark.parametrize(("version", "count"), [("v30", 30), ("v34", 34), ("v38", 38)])
def test_older_versions_of_the_fund_bill(version, count, inbox, load, query):
    absent = {
        "v38": ["商户主体名称"],
        "v34": ["商户主体名称", "商品名称", "达人ID", "达人名称", "其他平台补贴"],
    }
    absent["v30"] = [*absent["v34"], "以旧换新抵扣", "政府补贴平台垫资", "银行补贴", "服务商佣金"]
    rows = fund_rows(2)
    kept = [i for i, name in enumerate(rows[0]) if name not in absent[version]]
    assert len(kept) == count
    load(put(inbox / "new.csv", as_csv(rows)))
    load(put(inbox / "old.csv", as_csv([[row[i] for i in kept] for row in rows])))
    files = query("select format_version, rows_loaded from raw.bill_file order by loaded_at")
    assert [row["format_version"] for row in files] == ["v39", version]
    assert len(set(hashes(query))) == 2, "a column that is blank or absent changes no hash"


def test_renamed_columns_are_known_by_their_aliases(inbox, load, query):
    rows = golden_rows("douyin_settlement")
    rows[0] = [{"达人佣金": "佣金", "店铺劵": "店铺券"}.get(name, name) for name in rows[0]]
    [result] = load(put(inbox / "a.csv", as_csv(rows)))
    assert result.status == "loaded"
    [row] = query('select "达人佣金" as fee from raw.douyin_settlement where _line_number = 3')
    assert row["fee"] == rows[2][rows[0].index("佣金")]


def test_unknown_columns_are_kept_as_json(inbox, load, query):
    rows = fund_rows(3)
    extra = [["新列", "另一列", ""], ["甲", "", ""], ["", "", ""], ['引"号', "乙", ""]]
    rows = [row + more for row, more in zip(rows, extra, strict=True)]
    [result] = load(put(inbox / "a.csv", as_csv(rows)))
    assert result.rows_loaded == 3
    stored = [
        r["_extra"] for r in query("select _extra from raw.douyin_fund order by _line_number")
    ]
    assert json.loads(stored[0]) == {"新列": "甲"}
    assert stored[1] is None
    assert json.loads(stored[2]) == {"新列": '引"号', "另一列": "乙"}
    [file] = query("select format_version from raw.bill_file")
    assert file["format_version"] == "v39"


def test_personal_data_leaves_no_key_where_the_format_has_none(inbox, load, query):
    load(put(inbox / "a.csv", golden_bytes("douyin_fund", "utf-8-sig")))
    assert {r["_customer_key"] for r in query("select _customer_key from raw.douyin_fund")} == {
        None
    }


def test_identical_lines_stay_two_and_are_numbered(inbox, load, query):
    rows = fund_rows(2)
    load(put(inbox / "a.csv", as_csv([*rows, rows[1], rows[2], rows[1]])))
    stored = query("select _line_number, _occurrence from raw.douyin_fund order by 1")
    assert [(r["_line_number"], r["_occurrence"]) for r in stored] == [
        (2, 1),
        (3, 1),
        (4, 2),
        (5, 2),
        (6, 3),
    ]


def test_a_file_of_many_blocks_keeps_its_line_numbers(inbox, load, query, monkeypatch):
    monkeypatch.setattr("ingestion.text_reader.BLOCK_BYTES", 4096)
    rows = fund_rows(28)
    rows = [rows[0], *(list(row) for _ in range(20) for row in rows[1:])]
    for number, row in enumerate(rows[1:]):
        row[1] = f"7200{number:015d}"
        row[-1] = "两\n行" if number % 50 == 7 else row[-1]
    damaged = {100, 101, 333}
    text = as_csv(rows, newline="\n").decode("utf-8-sig")
    records = text.split("\n7")  # nothing to split: every record begins with its time
    assert len(records) == 1
    lines = text.splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith(("2026-", "动账时间"))]
    for number in damaged:
        lines[starts[number]] = "only,three,fields"
    [result] = load(put(inbox / "a.csv", "\n".join(lines).encode()))
    assert result.rows_quarantined == len(damaged)
    held = query("select line_number, line_text from raw.quarantined_line order by 1")
    assert [row["line_number"] for row in held] == [starts[n] + 1 for n in sorted(damaged)]
    stored = query('select _line_number, "动帐流水号" as flow from raw.douyin_fund')
    for row in stored:
        assert lines[row["_line_number"] - 1].split(",")[1] == row["flow"]


def test_a_long_file_is_not_held_in_memory(inbox, load, monkeypatch):
    monkeypatch.setattr("ingestion.text_reader.BLOCK_BYTES", 16_384)
    header, *rows = fund_rows(20)
    held: list[int] = []

    def hear(step: str) -> None:
        if step == "rows_written":
            held.append(pa.total_allocated_bytes())

    [result] = load(put(inbox / "a.csv", as_csv([header, *rows * 100])), on_step=hear)
    assert result.rows_loaded == 2_000
    assert len(held) > 10
    assert max(held) < 1.5 * max(held[:5])
