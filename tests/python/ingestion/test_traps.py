"""Every trap that real bill files are known to set: it is read as meant, or held, or refused.

One entry a trap. `Read` says that the rows are those of the plain bill, `Held` which lines are in
quarantine and why, `Refused` the code with which the whole file is.
"""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from tests.python.ingestion.bills import (
    as_csv,
    as_xlsx,
    fund_rows,
    golden_bytes,
    golden_rows,
    put,
    zipped,
)
from tests.python.ingestion.test_detection import as_html

OLE2_BILL = Path(__file__).parent / "golden" / "douyin_fund.xls"


@dataclass(frozen=True)
class Read:
    """All rows are loaded, with the content of the plain bill when `is_plain`."""

    rows: int = 5
    is_plain: bool = True
    mark: str | None = None


@dataclass(frozen=True)
class Held:
    """These lines are in quarantine, each with its reason; the other rows are loaded."""

    lines: dict[int, str]
    rows: int = 4


@dataclass(frozen=True)
class Refused:
    code: str


@dataclass(frozen=True)
class Trap:
    content: Callable[[], bytes]
    outcome: Read | Held | Refused
    name: str = "bill.csv"
    plain: Callable[[], list[list[str]]] = field(default=lambda: fund_rows(5))


def csv_with(line: int, **cells: str) -> Callable[[], bytes]:
    """A fund bill of five rows of which one line (the first row is line 2) has other cells."""

    def content() -> bytes:
        rows = fund_rows(5)
        for name, cell in cells.items():
            rows[line - 1][rows[0].index(name)] = cell
        return as_csv(rows)

    return content


def decorated(form: str) -> Callable[[], bytes]:
    """The five rows with every id written in some decorated form."""

    def content() -> bytes:
        rows = fund_rows(5)
        position = rows[0].index("动帐流水号")
        for row in rows[1:]:
            row[position] = form.format(row[position])
        return as_csv(rows)

    return content


def lines_of(content: bytes) -> list[str]:
    return content.decode("utf-8-sig").splitlines()


def joined(lines: list[str], end: str = "\r\n") -> bytes:
    return (end.join(lines) + end).encode()


def typed_workbook() -> bytes:
    rows: list[list[object]] = [list(row) for row in fund_rows(5)]
    for row in rows[1:]:
        row[0] = datetime.fromisoformat(str(row[0]))
        row[3] = float(str(row[3]))
    return as_xlsx(("Sheet1", rows))


def serial_dates() -> bytes:
    rows = fund_rows(5)
    first = datetime(1899, 12, 30)
    for row in rows[1:]:
        gone = datetime.fromisoformat(row[0]) - first
        row[0] = f"{gone.days + gone.seconds / 86400:.8f}"
    return as_csv(rows)


def dates_as(form: str) -> Callable[[], bytes]:
    def content() -> bytes:
        rows = fund_rows(5)
        for row in rows[1:]:
            row[0] = datetime.fromisoformat(row[0]).strftime(form)
        return as_csv(rows)

    return content


def amounts_as(form: str) -> Callable[[], bytes]:
    def content() -> bytes:
        rows = fund_rows(5)
        for row in rows[1:]:
            row[3] = form.format(row[3])
        return as_csv(rows)

    return content


def shifted_row() -> bytes:
    """A product title with a comma that nobody quoted: every later cell moves one to the right."""
    lines = lines_of(as_csv(fund_rows(5)))
    cells = lines[3].split(",")
    cells[12] = "连衣裙,红色"
    lines[3] = ",".join(cells)
    return joined(lines)


def cut_off(characters: int) -> Callable[[], bytes]:
    """The bill without its last characters: 2 are its line end."""
    return lambda: as_csv(fund_rows(5))[:-characters]


def courier_rows() -> list[list[str]]:
    header = ["运单号", "账单日期", "结算重量", "目的省", "目的市", "运单发放", "结算对象", "合计"]
    row = ["7577{:011d}", "2026-05-{:02d}", "1.00", "浙江", "杭州", "发放", "对象", "{}.25"]
    numbers = range(1, 6)
    return [header, *([cell.format(number) for cell in row] for number in numbers)]


def pdd_rows(count: int) -> list[list[str]]:
    header = [
        "商户订单号",
        "发生时间",
        "收入金额（+元）",
        "支出金额（-元）",
        "账务类型",
        "备注",
        "业务描述",
    ]
    rows = [
        [
            f"260620-{n}",
            f"2026-06-20 10:00:{n:02d}",
            f"{n}.80",
            "0",
            "交易收入",
            "-",
            "0010002|交易收入",
        ]
        for n in range(1, count + 1)
    ]
    return [header, *rows]


def with_rows(rows: list[list[str]], *again: int) -> bytes:
    return as_csv([*rows, *(rows[i] for i in again)])


def rounded_column() -> bytes:
    """A bill that a spreadsheet has saved: 15 digits of each id are left."""
    rows = fund_rows(5)
    for number, row in enumerate(rows[1:]):
        row[1] = f"71000000000{number:04d}0000"
    return as_csv(rows)


def remarked_rows() -> list[list[str]]:
    """A bill without numbers of which every row ends in a remark of its own."""
    header, *rows = pdd_rows(5)
    return [header, *([*row[:-1], f"0010002|交易收入{n}"] for n, row in enumerate(rows))]


UNENDED = "unended_line: line 6 has no line end, the file may be cut off there"
PREAMBLE = ["某某旗舰店 动账明细", "导出时间：2026-06-30", "", ","]
TRAPS: dict[str, Trap] = {
    # Containers under any name.
    "an old workbook named csv": Trap(OLE2_BILL.read_bytes, Read(), "bill.CSV"),
    "a workbook named csv": Trap(lambda: as_xlsx(("S", fund_rows(5))), Read(), "bill.csv"),
    "a web page named xls": Trap(lambda: as_html(fund_rows(5)).encode(), Read(), "bill.xls"),
    "text named xlsx": Trap(lambda: as_csv(fund_rows(5)), Read(), "bill.xlsx"),
    "gzip": Trap(lambda: gzip.compress(as_csv(fund_rows(5))), Read(), "bill.csv"),
    "zip": Trap(lambda: zipped(a=as_csv(fund_rows(5))), Read(), "bill.csv"),
    "gzip of a zip of a zip": Trap(
        lambda: gzip.compress(zipped(a=zipped(b=as_csv(fund_rows(5))))), Read(), "bill.gz"
    ),
    "rar": Trap(lambda: b"Rar!\x1a\x07\x01\x00", Refused("unknown_container"), "bill.zip"),
    "7z": Trap(lambda: b"7z\xbc\xaf\x27\x1c", Refused("unknown_container"), "bill.zip"),
    # Encodings and line ends.
    "utf-8": Trap(lambda: as_csv(fund_rows(5), "utf-8"), Read()),
    "utf-8-sig": Trap(lambda: as_csv(fund_rows(5), "utf-8-sig"), Read()),
    "gb18030": Trap(lambda: as_csv(fund_rows(5), "gb18030"), Read()),
    "utf-16": Trap(lambda: as_csv(fund_rows(5), "utf-16"), Read()),
    "utf-16 big-endian": Trap(
        lambda: b"\xfe\xff" + as_csv(fund_rows(5), "utf-16-be"), Read(), "bill.csv"
    ),
    "an encoding that is none of these": Trap(
        lambda: as_csv(fund_rows(5), "utf-16-le"), Refused("undecodable")
    ),
    "CR": Trap(lambda: as_csv(fund_rows(5), newline="\r"), Read()),
    "LF": Trap(lambda: as_csv(fund_rows(5), newline="\n"), Read()),
    "CR LF": Trap(lambda: as_csv(fund_rows(5), newline="\r\n"), Read()),
    # Where the header is.
    "a header below a preamble": Trap(
        lambda: joined([*PREAMBLE, *lines_of(as_csv(fund_rows(5)))]), Read()
    ),
    "a header on row 30": Trap(
        lambda: joined(["," for _ in range(29)] + lines_of(as_csv(fund_rows(5)))), Read()
    ),
    "a header on row 31": Trap(
        lambda: joined(["," for _ in range(30)] + lines_of(as_csv(fund_rows(5)))),
        Refused("no_header"),
    ),
    "a pivot before the bill": Trap(
        lambda: as_xlsx(("透视", [["行标签", "求和项"], ["货款", 12.5]]), ("明细", fund_rows(5))),
        Read(mark="sheets_not_read: 透视"),
        "bill.xlsx",
    ),
    "a header on row 12 of the third sheet": Trap(
        lambda: as_xlsx(("1", []), ("2", []), ("3", [[], ["标题"], *[[]] * 9, *fund_rows(5)])),
        Read(),
        "bill.xlsx",
    ),
    # Ids.
    **{
        f"ids written {form.replace('{}', 'x')!r}": Trap(decorated(form), Read())
        for form in ("'{}", "`{}", "｀{}", "\t{}", "{}\t", '="{}"', "No:{}", "\ufeff{}", " {} ")
    },
    "an id in scientific notation": Trap(
        csv_with(4, 动帐流水号="7.1E+18"), Held({4: "rounded_id"})
    ),
    "an id read as a float": Trap(
        csv_with(4, 订单号="6900460000000000000.0"), Held({4: "rounded_id"})
    ),
    "ids of which a spreadsheet kept 15 digits": Trap(rounded_column, Refused("rounded_ids")),
    "an id among others of which a spreadsheet kept 15 digits": Trap(
        csv_with(4, 动帐流水号="7100000000000030000"), Held({4: "rounded_id"})
    ),
    "an id of full-width digits": Trap(
        csv_with(4, 订单号="６９００４６"), Held({4: "wide_digits"})
    ),
    # Dates.
    "excel's serial dates": Trap(serial_dates, Read()),
    "dates of a typed workbook": Trap(typed_workbook, Read(), "bill.xlsx"),
    "dates YYYYMMDD hh:mm:ss": Trap(dates_as("%Y%m%d %H:%M:%S"), Read()),
    "dates with slashes": Trap(dates_as("%Y/%m/%d %H:%M"), Read()),
    "seven digits where a day should be": Trap(
        csv_with(4, 动账时间="2026061"), Held({4: "bad_date"})
    ),
    "a date before there were bills": Trap(
        csv_with(4, 动账时间="0001-01-01 00:00:00"), Held({4: "bad_date"})
    ),
    "a number that is the serial of a day of 1933": Trap(
        csv_with(4, 动账时间="12345"), Held({4: "bad_date"})
    ),
    "a number that is the serial of a day of 2173": Trap(
        csv_with(4, 动账时间="99999"), Held({4: "bad_date"})
    ),
    "a month where a day should be": Trap(csv_with(4, 动账时间="2026-06"), Held({4: "bad_date"})),
    "a range where a day should be": Trap(
        csv_with(4, 动账时间="20260601~20260630"), Held({4: "bad_date"})
    ),
    "a date in words": Trap(csv_with(4, 动账时间="昨天"), Held({4: "bad_date"})),
    # Amounts.
    "thousands commas and a currency sign": Trap(
        csv_with(4, 动账金额="¥1,003.50"), Read(is_plain=False)
    ),
    "a sign of yuan at the end": Trap(amounts_as("{}元"), Read()),
    "five decimals": Trap(amounts_as("{}000"), Read()),
    "full-width digits": Trap(csv_with(4, 动账金额="３．５０"), Held({4: "bad_number"})),
    "an amount with its refund in words": Trap(
        csv_with(4, 动账金额="131.77(已退款89.84)"), Held({4: "bad_number"})
    ),
    "an amount in scientific notation": Trap(
        csv_with(4, 动账金额="1.5E+03"), Held({4: "bad_number"})
    ),
    "commas in the wrong places": Trap(csv_with(4, 动账金额="1,23.00"), Held({4: "bad_number"})),
    "/ for an empty cell": Trap(csv_with(4, 平台服务费="/"), Read()),
    "-- for an empty cell": Trap(csv_with(4, 平台服务费="--", 订单号="--"), Read()),
    "- for an amount that must be there": Trap(csv_with(4, 动账金额="-"), Held({4: "blank_cell"})),
    "a signed amount beside its direction": Trap(
        csv_with(4, 动账方向="出账", 动账金额="-3.50"), Read(is_plain=False)
    ),
    "an absolute amount beside its direction": Trap(
        csv_with(4, 动账方向="出账"), Read(is_plain=False)
    ),
    "a direction nobody knows": Trap(csv_with(4, 动账方向="转账"), Held({4: "unknown_direction"})),
    # Rows.
    "a comma that nobody quoted": Trap(shifted_row, Held({4: "too_many_fields"})),
    "every row ends with a comma": Trap(
        lambda: joined([line + ",," for line in lines_of(as_csv(fund_rows(5)))]), Read()
    ),
    "only the data ends with a comma": Trap(
        lambda: joined(
            [line + "," * (i > 0) for i, line in enumerate(lines_of(as_csv(fund_rows(5))))]
        ),
        Read(),
    ),
    "only the header ends with a comma": Trap(
        lambda: joined(
            [line + "," * (i == 0) for i, line in enumerate(lines_of(as_csv(fund_rows(5))))]
        ),
        Read(),
    ),
    "one row ends with a comma": Trap(
        lambda: joined(
            [line + "," * (i == 3) for i, line in enumerate(lines_of(as_csv(fund_rows(5))))]
        ),
        Held({4: "too_many_fields"}),
    ),
    "blank lines": Trap(lambda: as_csv(fund_rows(5)).replace(b"\r\n", b"\r\n\r\n"), Read()),
    "a header alone": Trap(lambda: as_csv(fund_rows(0)), Read(rows=0, is_plain=False)),
    "a quote nobody closed": Trap(
        lambda: as_csv(fund_rows(5)).replace(b"7100000000000000003", b'"7100000000000000003'),
        Refused("open_quote"),
    ),
    "cut after a whole row": Trap(
        lambda: joined(lines_of(as_csv(fund_rows(5)))[:-1]),
        Read(rows=4),
        plain=lambda: fund_rows(4),
    ),
    "cut at the line end": Trap(cut_off(2), Read(mark=UNENDED)),
    "cut in the last remark": Trap(cut_off(5), Read(is_plain=False, mark=UNENDED)),
    "cut in the last remark of a bill without numbers": Trap(
        lambda: as_csv(remarked_rows())[:-3], Held({6: "unended_line"}), plain=remarked_rows
    ),
    "a last word that other rows have, without a line end": Trap(
        lambda: as_csv(pdd_rows(5))[:-2], Read(mark=UNENDED), plain=lambda: pdd_rows(5)
    ),
    "a footer without a line end": Trap(
        lambda: golden_bytes("alipay_ledger", "gb18030").rstrip(),
        Read(rows=3, is_plain=False),
    ),
    "cut in the middle of the last row": Trap(
        lambda: as_csv(fund_rows(5)).partition(b"7100000000000000005")[0] + b"7100",
        Held({6: "too_few_fields"}),
    ),
    "cut in the middle of a character": Trap(cut_off(4), Refused("undecodable")),
    "cut in the last amount": Trap(
        lambda: as_csv(courier_rows())[:-3],
        Held({6: "unended_line"}),
        plain=courier_rows,
    ),
    "an amount at the end without a line end": Trap(
        lambda: as_csv(courier_rows())[:-2], Read(mark=UNENDED), plain=courier_rows
    ),
    "two truly identical rows": Trap(
        lambda: with_rows(pdd_rows(5), 3, 3), Read(rows=7, is_plain=False)
    ),
    "a block pasted twice in a bill without numbers": Trap(
        lambda: with_rows(pdd_rows(5), 2, 3, 4), Refused("repeated_block")
    ),
    "a block pasted twice in a bill with numbers": Trap(
        lambda: with_rows(fund_rows(5), 2, 3, 4), Read(rows=8, is_plain=False)
    ),
    # Columns.
    "a missing required column": Trap(
        lambda: as_csv([row[:2] + row[3:] for row in fund_rows(5)]), Refused("missing_column")
    ),
    "a column twice": Trap(
        lambda: as_csv([[*row, row[3]] for row in fund_rows(5)]), Refused("twin_columns")
    ),
    "a column under two of its names": Trap(
        lambda: as_csv([[*row, row[1].replace("帐", "账")] for row in fund_rows(5)]),
        Refused("twin_columns"),
    ),
    "columns in another order": Trap(lambda: as_csv([row[::-1] for row in fund_rows(5)]), Read()),
    "a renamed column and other brackets": Trap(
        lambda: as_csv(fund_rows(5)).replace("动帐流水号".encode(), "动账流水号".encode()), Read()
    ),
    "16,384 columns": Trap(
        lambda: as_csv([row + [""] * (16_384 - len(row)) for row in fund_rows(5)]),
        Refused("too_many_columns"),
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_trap(trap, inbox, load, query):
    wanted = TRAPS[trap].outcome
    [result] = load(put(inbox / TRAPS[trap].name, TRAPS[trap].content()))
    held = query("select line_number, reason_code from raw.quarantined_line order by 1")
    if isinstance(wanted, Refused):
        assert result.status in ("refused", "unknown")
        assert (result.reason or "").startswith(f"{wanted.code}: "), result.reason
        assert not held
        return
    assert result.status == "loaded", result.reason
    assert result.rows_loaded == wanted.rows
    assert result.rows_read == result.rows_loaded + result.rows_quarantined + result.rows_control
    if isinstance(wanted, Held):
        assert {row["line_number"]: row["reason_code"] for row in held} == wanted.lines
        return
    assert not held
    assert result.reason == wanted.mark
    if wanted.is_plain:
        load(put(inbox / "plain.csv", as_csv(TRAPS[trap].plain(), "utf-8", "\n")))
        hashes = f"select _row_hash, count(distinct _file_id) n from raw.{result.format} group by 1"
        assert [row["n"] for row in query(hashes)] == [2] * wanted.rows


def test_identical_rows_are_told_apart_by_their_place(inbox, load, query):
    load(put(inbox / "a.csv", with_rows(pdd_rows(5), 3, 3)))
    found = query("select _occurrence n from raw.pdd_bill order by 1")
    assert [row["n"] for row in found] == [1, 1, 1, 1, 1, 2, 3]


def test_day_month_and_overlapping_files_say_the_same_of_a_row(inbox, load, query):
    """The same line keeps its hash and its place among equals: the models count it once."""
    rows = pdd_rows(6)
    load(
        put(inbox / "month.csv", as_csv(rows)),
        put(inbox / "day.csv", as_csv([rows[0], *rows[2:4]])),
        put(inbox / "overlap.csv", as_csv([rows[0], *rows[3:]], "gb18030")),
    )
    found = query(
        "select count(*) as rows, count(distinct _row_hash || ':' || _occurrence) as lines"
        " from raw.pdd_bill"
    )
    assert found == [{"rows": 12, "lines": 6}]


def test_a_bill_issued_again_is_kept_beside_the_older_one(inbox, load, query):
    """Which of two rows with one number counts is for the models; both must be there to judge."""
    rows = fund_rows(3)
    again = [list(row) for row in rows]
    again[2][3] = "99.00"
    load(put(inbox / "old.csv", as_csv(rows)), put(inbox / "new.csv", as_csv(again)))
    found = query(
        'select "动帐流水号" as flow, count(*) as rows, count(distinct _row_hash) as contents'
        " from raw.douyin_fund group by 1 order by 1"
    )
    assert [(row["rows"], row["contents"]) for row in found] == [(2, 1), (2, 2), (2, 1)]


@pytest.mark.parametrize("code", ["douyin_settlement", "qianchuan_finance"])
def test_a_row_that_explains_the_columns_is_no_data(code, inbox, load):
    [result] = load(put(inbox / "a.csv", as_csv(golden_rows(code))))
    assert (result.status, result.rows_control, result.rows_quarantined) == ("loaded", 1, 0)


def test_a_zip_of_bills_of_several_kinds(inbox, load):
    kinds = {
        "1": golden_bytes("pdd_bill", "gb18030"),
        "2": as_html(fund_rows(5)).encode(),
        "3": golden_bytes("xhs_settlement", "xlsx"),
        "4": OLE2_BILL.read_bytes(),
        "5": gzip.compress(golden_bytes("tmall_refund", "utf-8-sig")),
        "6": b"a note,\n",
    }
    results = load(put(inbox / "bills.zip", zipped(**kinds)))
    found = [(result.format, result.rows_loaded) for result in results]
    assert found == [
        ("pdd_bill", 3),
        ("douyin_fund", 5),
        ("xhs_settlement", 3),
        ("douyin_fund", 5),
        ("tmall_refund", 3),
        (None, 0),
    ]
