"""Declarations: a strict schema with clear errors, and the dbt sources written from them."""

import pytest
import yaml

from ingestion.declarations import DeclarationError, declarations, header_key, read_declaration
from ingestion.raw_tables import raw_tables
from ingestion.sources import SOURCES_PATH, sources_text

MINIMAL = {
    "code": "a_bill",
    "platform": "p",
    "kind": "fund",
    "title": "t",
    "grain": "g",
    "basis": "b",
    "versions": {"v2": {"columns": 2}},
    "columns": {
        "时间": {"type": "timestamp", "required": True, "about": "when"},
        "金额": {"type": "amount", "about": "how much"},
    },
    "no_identity": "a row is one amount",
}
WRONG = {
    "an unknown key": ({"colour": "red"}, "colour: Extra inputs are not permitted"),
    "an unknown type": (
        {"columns": {"时间": {"type": "clock", "required": True, "about": "x"}}},
        "columns.时间.type: Input should be",
    ),
    "a key that is no column": ({"natural_key": ["流水号"]}, "no such column: 流水号"),
    "a version that does not add up": (
        {"versions": {"v3": {"columns": 3}}},
        "version v3 says 3 columns, has 2",
    ),
    "a version without a required column": (
        {"versions": {"v1": {"columns": 1, "without": ["时间"]}}},
        "version v1 lacks required 时间",
    ),
    "one header for two columns": (
        {"columns": MINIMAL["columns"] | {"金 额": {"about": "x"}}, "versions": {}},
        "header used twice: 金额",
    ),
    "a name that is not NFKC": (
        {"columns": {"金额（元）": {"required": True, "about": "x"}}, "versions": {}},
        "column names are NFKC: 金额（元）",
    ),
    "nothing required": (
        {"columns": {"金额": {"about": "x"}}, "versions": {}},
        "no required column",
    ),
    "a total compared twofold": (
        {"control_totals": [{"pattern": "x", "compare": {"n": {"sum": "金额", "count": "金额"}}}]},
        "give exactly one of",
    ),
    "neither identities nor why none": (
        {"no_identity": None},
        "give identities, or in no_identity why there are none",
    ),
    "identities and why none": (
        {"identities": [{"about": "x", "result": "金额"}]},
        "give identities, or in no_identity why there are none",
    ),
}


def write(folder, content: object):
    path = folder / "a.yml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def test_a_minimal_declaration_is_read(tmp_path):
    assert read_declaration(write(tmp_path, MINIMAL)).required_columns == {"时间"}


@pytest.mark.parametrize("case", WRONG)
def test_errors_name_the_file_and_the_key(case, tmp_path):
    change, message = WRONG[case]
    path = write(tmp_path, MINIMAL | change)
    with pytest.raises(DeclarationError) as error:
        read_declaration(path)
    assert str(error.value).startswith(f"{path}: ")
    assert message in str(error.value)


def test_two_declarations_of_one_code_are_an_error(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, MINIMAL)
    with pytest.raises(DeclarationError, match="declared twice"):
        declarations(tmp_path)


@pytest.mark.parametrize(
    ("header", "same"),
    [
        ("动帐流水号", "动账流水号"),
        ("收入金额（＋元）", "收入金额(+元)"),
        ("\ufeff`订单号\t", "订单号"),
        ('="店铺劵"', "店铺券"),
    ],
)
def test_headers_are_compared_without_decoration(header, same):
    assert header_key(header) == header_key(same)


def test_the_sources_file_is_the_one_written_from_the_declarations():
    assert SOURCES_PATH.read_text(encoding="utf-8") == sources_text(), (
        "run `python -m ingestion sources`"
    )


def test_every_raw_column_is_described():
    for table in raw_tables().values():
        assert table.about
        assert all(column.about for column in table.columns)
        assert len(set(table.column_names)) == len(table.columns)
