"""Which format a header is of: whole matches, near misses, and pages under a workbook's name."""

import pytest

from ingestion.declarations import Declaration, declarations
from ingestion.headers import Header, find_header
from ingestion.results import RefusedFile
from tests.python.ingestion.bills import as_csv, fund_rows, golden_rows, put

LONG = ["时间", "流水号", "方向", "金额", "场景", "应结", "服务费", "备注"]
SHORT = ["时间", "流水号", "方向", "金额", "备注"]


def declared(code: str, columns: list[str], required: list[str]) -> Declaration:
    return Declaration.model_validate(
        {
            "code": code,
            "platform": "p",
            "kind": "fund",
            "title": code,
            "grain": "a row",
            "basis": "a test",
            "no_identity": "a test",
            "versions": {"v1": {"columns": len(columns)}},
            "columns": {name: {"required": name in required, "about": name} for name in columns},
        }
    )


FORMATS = {
    "long": declared("long", LONG, [*SHORT, "应结", "场景"]),
    "short": declared("short", SHORT, SHORT),
}


@pytest.mark.parametrize(("columns", "code"), [(LONG, "long"), (SHORT, "short")])
@pytest.mark.parametrize("row_index", [0, 1, 29])
def test_a_whole_header_is_found_on_any_row(columns, code, row_index):
    header = find_header([["", "标题"]] * row_index + [columns], FORMATS)
    assert isinstance(header, Header)
    assert (header.declaration.code, header.row_index) == (code, row_index)


@pytest.mark.parametrize("lost", [["应结"], ["场景"], ["应结", "场景"]])
def test_a_damaged_long_header_is_not_taken_for_the_short_form(lost):
    row = [name for name in LONG if name not in lost]
    found = find_header([row], FORMATS)
    assert isinstance(found, RefusedFile)
    # With both gone the short form explains five columns, the long one six of them.
    assert found.reason == f"missing_column: {', '.join(n for n in LONG if n in lost)}"
    assert found.format_code == "long"


@pytest.mark.parametrize("again", ["金额", " 金额\t", "`金额"])
def test_a_column_that_stands_twice_refuses_the_file(again):
    found = find_header([[*SHORT, again, "备注"]], FORMATS)
    assert isinstance(found, RefusedFile)
    assert (found.code, found.format_code) == ("twin_columns", "short")
    assert "金额 in column 4 and " in found.reason
    assert "备注 in column 5 and 备注 in column 7" in found.reason


def test_an_undeclared_column_may_stand_twice():
    header = find_header([[*SHORT, "新列", "新列"]], FORMATS)
    assert isinstance(header, Header)
    assert header.names[-2:] == ("新列", "新列'")


def headers() -> list[tuple[str, list[str]]]:
    """Return every golden file's format and header row."""
    from tests.python.ingestion.test_golden import GOLDEN, GOLDEN_VERSIONS  # noqa: PLC0415

    return [
        (find_header(rows, declarations()).declaration.code, rows[golden.header_line - 1])
        for name, golden in (GOLDEN | GOLDEN_VERSIONS).items()
        if (rows := golden_rows(name))
    ]


def test_a_refusal_names_the_column_that_a_header_has_lost():
    wrong = []
    for code, header in headers():
        names = find_header([header], declarations()).names
        required = declarations()[code].required_columns
        for position, name in enumerate(names):
            # Of three columns two are too few to tell a format by.
            if name in required and len(required) > 3:
                found = find_header([header[:position] + header[position + 1 :]], declarations())
                if isinstance(found, Header) or found.reason != f"missing_column: {name}":
                    wrong.append((code, name, getattr(found, "reason", "read")))
    assert wrong == []


def test_a_short_form_with_columns_of_its_own_is_the_short_form():
    found = find_header([[*SHORT, "新列", "另一列"]], FORMATS)
    assert isinstance(found, Header)
    assert found.declaration.code == "short"


def test_a_row_of_a_thousand_cells_is_no_header():
    found = find_header([[f"c{i}" for i in range(16_384)]], FORMATS)
    assert isinstance(found, RefusedFile)
    assert found.reason == "too_many_columns: 16384 in row 1, at most 1000"


def as_html(rows: list[list[str]], head: str = '<meta charset="utf-8">') -> str:
    cells = ["".join(f"<td>{cell.replace('&', '&amp;')}</td>" for cell in row) for row in rows]
    body = "\n".join(f"<tr>{row}</tr>" for row in cells)
    return f"<html><head>{head}</head><body><table border=1>{body}</table></body></html>"


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", '<meta charset="utf-8">'),
        ("utf-8-sig", ""),
        ("gb18030", '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'),
        ("utf-16", ""),
    ],
)
def test_a_web_page_saved_as_xls_reads_as_the_csv_does(encoding, head, inbox, load, query):
    rows = fund_rows(3, 备注="甲 & 乙")
    page = as_html([["动账明细"], *rows], head)
    load(put(inbox / "a.xls", page.encode(encoding)), put(inbox / "b.csv", as_csv(rows)))
    found = query("select encoding, rows_loaded from raw.bill_file order by encoding")
    assert found == [
        {"encoding": "html", "rows_loaded": 3},
        {"encoding": "utf-8-sig", "rows_loaded": 3},
    ]
    hashes = query("select count(distinct _file_id) n from raw.douyin_fund group by _row_hash")
    assert hashes == [{"n": 2}] * 3
    lines = query(
        "select _line_number n from raw.douyin_fund join raw.bill_file on _file_id = file_id"
        " where encoding = 'html' order by 1"
    )
    assert [row["n"] for row in lines] == [3, 4, 5]


def test_a_page_whose_row_lacks_a_cell_holds_the_row_back(inbox, load, query):
    rows = fund_rows(3)
    del rows[2][5]
    [result] = load(put(inbox / "a.xls", as_html(rows).encode()))
    assert (result.rows_read, result.rows_loaded, result.rows_quarantined) == (3, 2, 1)
    [held] = query("select line_number, reason_code, line_text from raw.quarantined_line")
    assert (held["line_number"], held["reason_code"]) == (3, "too_few_fields")
    assert held["line_text"] == "\t".join(rows[2])


def test_cells_that_reach_over_rows_and_columns_keep_the_others_in_place(inbox, load, query):
    header, first, second = fund_rows(2)
    page = as_html([header, first, second])
    flow = f"<td>{first[1]}</td>"
    page = page.replace(flow, flow.replace("<td>", '<td rowspan="2">'))
    page = page.replace(f"<td>{second[1]}</td>", "")
    [result] = load(put(inbox / "a.xls", page.encode()))
    assert (result.rows_loaded, result.rows_quarantined) == (1, 1)
    [held] = query("select reason_code, column_name, line_text from raw.quarantined_line")
    assert (held["reason_code"], held["column_name"]) == ("blank_cell", "动帐流水号")
    assert held["line_text"].split("\t")[2:] == second[2:]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (as_html(fund_rows(2)).rpartition("<tr>")[0] + "<tr><td>2026", "cut_off: "),
        ("<table>" + "<td>x</td>" * 9, "no_header: "),
        ("<table><tr>" + "<td>x</td>" * 2000, "too_many_columns: "),
        ("<table><tr><td " + "x" * 3_000_000, "line_too_long: "),
        ("<table><tr><td colspan=99999>x</td></tr>", "too_many_columns: "),
        (as_html(fund_rows(1, 备注="a\0b")), "not_text: "),
    ],
)
def test_pages_that_are_refused(page, reason, inbox, load):
    [result] = load(put(inbox / "a.xls", page.encode()))
    assert result.reason is not None
    assert result.reason.startswith(reason)


def test_every_golden_format_reads_from_a_web_page(inbox, load):
    """The rows of every format, not of one only: footers, totals and explanatory rows too."""
    from tests.python.ingestion.test_golden import GOLDEN  # noqa: PLC0415

    for code in GOLDEN:
        rows = golden_rows(code)
        width = max(map(len, rows))
        padded = [row + [""] * (width - len(row)) for row in rows]
        put(inbox / f"{code}.xls", as_html(padded).encode())
    results = {result.format: result for result in load(inbox)}
    for code, golden in GOLDEN.items():
        assert results[code].rows_loaded == len(golden.data_lines), results[code].reason
        assert results[code].rows_control == golden.control_rows
