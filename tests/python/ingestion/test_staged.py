"""Past the raw tables: a movement that several files tell is one, and nobody's name goes along."""

import csv
import io
import re
from itertools import cycle
from pathlib import Path

import pytest

import ingestion
from ingestion import declarations, loader
from ingestion.declarations import header_key
from tests.python.ingestion.bills import as_csv, as_xlsx, golden_rows, put
from tests.python.ingestion.test_golden import GOLDEN, GOLDEN_VERSIONS
from tests.python.ingestion.test_traps import pdd_rows
from tests.support.warehouse import ROOT, Warehouse

ALL_GOLDEN = GOLDEN | GOLDEN_VERSIONS
# What stands in a person's cells, row by row: of an address the province is kept, and nothing else.
PRIVATE = ("浙江省某某私密路100号3幢201室", "私密路100号3幢201室", "浙江省 某某私密")
# Words that make a header one of a person's cells, whoever prints the bill.
PERSONAL_HEADERS = re.compile(
    "收货人|收件人|寄件人|联系人|姓名|手机|电话|地址|身份证|证件|邮箱|邮件|会员名|昵称|实名|抬头"
    "|买家支付宝|买家备注|用户备注|用户售后说明|留言|附言|个性化"
    "|对方户名|对方账号|对方账户|对方名称|对方单位|对方公司|对手|交易对方"
    r"|收\(付\)方名称|收\(付\)方账号|购方|购买方|用户标识|用户编号|经手人|操作人|开票人|申请人"
)
# Headers with such a word that hold nobody's data.
NOBODYS = {
    "收货地址-省": "a province",
    "收货地址-市": "a city",
    "收货地址-区": "a district",
    "是否修改过地址": "yes or no",
    "地址修改时段": "a time",
    "仓库地址": "the company's own",
    "服务门店地址": "a shop's",
    "收(付)方开户行地址": "a bank's",
    "对方账号开户行": "a bank",
    "是否手机订单": "yes or no",
    "商家昵称": "the company's own",
    "达人昵称": "the stage name of a business partner",
    "CPS达人昵称": "the stage name of a business partner",
    "团长昵称": "the name of a business partner",
    "带货账号昵称": "the stage name of a business partner",
}
# Rows of golden files in which two exports tell the same, and the movements that they tell of.
TOLD_TWICE = {
    "wxpay_trade": (8, 3),
    "tmall_wechat_settlement": (5, 3),
    "jd_bill": (5, 3),
    "douyin_order": (7, 4),
    "pdd_bill": (18, 8),
}
# The macros that say what they keep of a person's cell.
KEPT = re.compile(
    r"(?:address_province\(clean_text|organisation_name|bank_wording)\('\"[^\"]+\"'\)"
)
LAYERS = ("staging", "intermediate", "seeds")


def golden_file(name: str) -> tuple[str, bytes]:
    """A golden file in its own container, with something private in every cell of a person's."""
    golden, rows = ALL_GOLDEN[name], golden_rows(name)
    code = name.removesuffix(f"_{golden.version}") if name in GOLDEN_VERSIONS else name
    declaration = declarations()[code]
    for position, cell in enumerate(rows[golden.header_line - 1]):
        column = declaration.by_header.get(header_key(cell))
        if column and declaration.columns[column].personal:
            for line, private in zip(golden.data_lines, cycle(PRIVATE), strict=False):
                rows[line - 1][position] = private
    if name == "douyin_order_v74":
        rows.append(order_of_its_own(rows))
    if golden.extension == ".xlsx":
        return f"{name}.xlsx", as_xlsx(("Sheet1", rows))
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return f"{name}.csv", text.getvalue().encode(golden.encoding)


def order_of_its_own(rows: list[list[str]]) -> list[str]:
    """An order that only the export of 74 columns tells of, and the ERP has shipped."""
    row = list(rows[1])
    for name in ("主订单编号", "子订单编号"):
        row[rows[0].index(name)] = "6900467199900008399"
    return row


def write_bills(folder: Path) -> None:
    for name in ALL_GOLDEN:
        file, content = golden_file(name)
        put(folder / file, content)
    shipped = "SM9,sale_out,SKU-0102,-1,80.21,2026-06-02 06:57:18,douyin,6900467199900008399"
    header = ",".join(golden_rows("erp_stock_move")[0])
    moves = f"{header}\n{shipped},6900467199900008399,75000000009999\n"
    put(folder / "shipped.csv", moves.encode())
    # Two of these rows are identical, and truly two movements.
    rows = [*pdd_rows(4), pdd_rows(4)[4]]
    put(folder / "month.csv", as_csv(rows))
    put(folder / "day.csv", as_csv([rows[0], *rows[3:]]))
    put(folder / "overlap.csv", as_csv([rows[0], *rows[2:]], "gb18030"))
    put(folder / "again.xlsx", as_xlsx(("Sheet1", rows[:4])))


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Every golden file and some that overlap, loaded and staged."""
    folder = tmp_path_factory.mktemp("staged")
    write_bills(folder / "inbox" / "books")
    warehouse = Warehouse.in_folder(folder / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORELEDGER_PII_KEY", "a key for tests")
        # Great Expectations has tests of its own.
        patch.setattr(loader, "has_pending", lambda sink: False)
        with ingestion.open_sink("duckdb", folder / "data") as sink:
            results = list(ingestion.load_paths([folder / "inbox"], sink))
    assert {result.status for result in results} == {"loaded"}
    wanted = [
        "staging",
        "+int_bill_lines_ranked",
        "+int_order_lines_timed",
        "+int_bank_lines_unioned",
    ]
    untested = ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    warehouse.dbt("build", *untested, "--select", *wanted)
    return warehouse


@pytest.mark.parametrize("source", TOLD_TWICE)
def test_a_movement_that_several_files_tell_is_counted_once(source, staged):
    [counts] = staged.rows(
        "select count(*), count(*) filter (where not is_duplicate), count(distinct bill_line_id)"
        f" from intermediate.int_bill_lines_ranked where source_name = '{source}'"
    )
    rows, movements = TOLD_TWICE[source]
    assert counts == (rows, movements, movements)


def test_the_amounts_of_movements_told_twice_are_those_of_one_file(staged):
    found = staged.rows(
        "select source_name, sum(line_amount) from intermediate.int_bill_lines_ranked"
        " where not is_duplicate and source_name in"
        " ('wxpay_trade', 'tmall_wechat_settlement', 'jd_bill') group by 1 order by 1"
    )
    assert [(name, str(amount)) for name, amount in found] == [
        ("jd_bill", "242.15"),
        ("tmall_wechat_settlement", "92.61"),
        ("wxpay_trade", "207.50"),
    ]


def test_an_order_keeps_its_parcel_whichever_export_tells_of_it(staged):
    """The export of 74 columns shows no parcel: the other export does, else the ERP."""
    found = staged.rows(
        "select sub_order_id, waybill_number, list_amount from intermediate.int_order_lines_timed"
        " where platform_code = 'douyin' order by 1"
    )
    assert [(order, parcel, str(amount)) for order, parcel, amount in found] == [
        ("6900467152500008300", "75000000005821", "235.90"),
        ("6900467175500008320", "75000000005835", "395.90"),
        ("6900467177900008340", "75000000005849", "71.90"),
        ("6900467199900008399", "75000000009999", "235.90"),
    ]


def test_no_personal_cell_goes_past_the_raw_tables(staged):
    def holding(tables: list[str]) -> set[str]:
        held = "select count(*) from {} as line where cast(line as text) like '%私密%'"
        return {table for table in tables if staged.rows(held.format(table)) != [(0,)]}

    personal = {
        f"raw.{code}"
        for code, declaration in declarations().items()
        if any(column.personal for column in declaration.columns.values())
    }
    assert holding(sorted(personal)) == personal
    assert len(staged.tables(LAYERS)) > len(declarations())
    assert holding(staged.tables(LAYERS)) == set()


def test_of_an_address_the_province_alone_goes_on(staged):
    assert staged.rows("select province_text from staging.stg_tmall__orders order by order_id") == [
        ("浙江省",),
        (None,),
        ("浙江省",),
    ]


def test_a_bank_line_names_nobody_in_person(staged):
    """Nothing is left of what a payer wrote, and of the other party that it is a person."""
    found = staged.rows(
        "select distinct counterparty_name, trim(wording) from intermediate.int_bank_lines_unioned"
    )
    assert found == [("个人", "")]


def test_a_header_that_tells_of_a_person_is_declared_so():
    undeclared = {
        name
        for declaration in declarations().values()
        for name, column in declaration.columns.items()
        if PERSONAL_HEADERS.search(name) and not column.personal
    }
    assert undeclared == NOBODYS.keys()


def test_staging_reads_the_cells_of_persons_by_what_is_kept_of_them():
    models = {path: path.read_text() for path in (ROOT / "models" / "staging").rglob("*.sql")}
    read = {}
    for code, declaration in declarations().items():
        personal = {f'"{name}"' for name, column in declaration.columns.items() if column.personal}
        for path, text in models.items():
            if f"source('raw', '{code}')" in text:
                read[path.stem] = {name for name in personal if name in KEPT.sub("", text)}
    assert len(read) >= len(declarations())
    assert {model: names for model, names in read.items() if names} == {}
