"""What no mapping knows is held out of the books and listed, with the file and the row."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.python.conftest import simulate
from tests.support.marred import NO_COST_CARD, WORD, forget, read, write
from tests.support.warehouse import Company, Warehouse

NO_TAX_CLASS = "SKU-0102"
RENAMED = {"wx01": "shop_of_nobody", "cmbc_0001": "account_of_nobody"}


@dataclass(frozen=True)
class Altered:
    """A row of a bill file, one of whose words has become unknown."""

    file_name: str
    line_number: int
    row: dict[str, str]

    def number(self, column: str) -> str:
        """A number of the row, without the tab that keeps Excel from rounding it."""
        return self.row[column].strip()


def alter(path: Path, column: str, known: str) -> Altered:
    """Make the word of a column unknown in the first row, not altered yet, where it is `known`."""
    header, rows = read(path)
    line_number, row = next(
        (line, row) for line, row in rows if row[column] == known and WORD not in row.values()
    )
    row[column] = WORD
    write(path, header, [row for _, row in rows])
    return Altered(path.name, line_number, row)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Two months of about six orders a day."""
    folder = tmp_path_factory.mktemp("tiny_company")
    return simulate(folder, "--seed", "11", "--months", "2", "--orders-per-day", "6")


@pytest.fixture(scope="module")
def altered(company: Company) -> dict[str, Altered]:
    """The rows with an unknown word; SKUs and folders are unknown besides."""
    inbox = company.inbox
    forget(inbox / "erp" / "product.csv", NO_TAX_CLASS)
    forget(inbox / "erp" / "cost.csv", NO_COST_CARD)
    for known, unknown in RENAMED.items():
        (inbox / known).rename(inbox / unknown)
    douyin, kuaishou = inbox / "dy01", inbox / "ks01"
    success = "同意退款，退款成功"
    return {
        "kuaishou_order": alter(kuaishou / "快手订单_202605.csv", "订单状态", "交易成功"),
        "douyin_order": alter(douyin / "订单导出_2026-05.csv", "订单状态", "已完成"),
        "refund_status": alter(douyin / "售后单_2026-06.csv", "售后状态", success),
        "refund_type": alter(douyin / "售后单_2026-06.csv", "售后类型", "退货退款"),
    }


@pytest.fixture(scope="module")
def books(
    company: Company, altered: dict[str, Altered], tmp_path_factory: pytest.TempPathFactory
) -> Warehouse:
    """The fates and the exceptions of the altered bills, and the checks between them."""
    assert altered
    warehouse = Warehouse.in_folder(tmp_path_factory.mktemp("held"))
    warehouse.load([company.inbox])
    # The checks of single columns are other tests' work.
    left_out = [
        "--exclude",
        "path:models,resource_type:test",
        "--exclude-resource-type",
        "unit_test",
    ]
    warehouse.dbt("build", "--select", "+bill_line_fate", "+recon_exceptions", *left_out)
    return warehouse


def held(books: Warehouse, reason: str) -> list[tuple[str, int]]:
    """File and row of the lines that are both rejected and listed for a reason."""
    return books.rows(f"""
        select exceptions.file_name, exceptions._line_number
        from accounting.bill_line_fate as fate
        inner join reconciliation.recon_exceptions as exceptions
            on
                fate._file_id = exceptions._file_id
                and fate._line_number = exceptions._line_number
                and fate.reason_code = exceptions.reason_code
        where fate.fate_code = 'rejected' and fate.reason_code = '{reason}'
    """)


def count(books: Warehouse, table: str, condition: str) -> int:
    ((rows,),) = books.rows(f"select count(*) from {table} where {condition}")
    return rows


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("kuaishou_order", "unknown_order_status"),
        ("douyin_order", "unknown_order_status"),
        ("refund_status", "unknown_refund_status"),
        ("refund_type", "unknown_refund_type"),
    ],
)
def test_a_row_with_an_unknown_word_is_held_and_listed(
    name: str, reason: str, altered: dict[str, Altered], books: Warehouse
) -> None:
    assert (altered[name].file_name, altered[name].line_number) in held(books, reason)


def test_an_order_of_unknown_status_is_no_success(
    altered: dict[str, Altered], books: Warehouse
) -> None:
    orders = [
        altered["kuaishou_order"].number("订单号"),
        altered["douyin_order"].number("子订单编号"),
    ]
    for order in orders:
        found = books.rows(f"""
            select status_code, reason_code from reconciliation.reconciliation_record
            where recon_type = 'order_to_settlement' and match_key = '{order}'
        """)
        assert found == [("pending", "order_unclear")]


@pytest.mark.parametrize(
    ("sku", "reason"),
    [(NO_TAX_CLASS, "missing_vat_rate"), (NO_COST_CARD, "missing_unit_cost")],
)
def test_every_sale_of_an_sku_that_lacks_something_is_held_and_listed(
    sku: str, reason: str, books: Warehouse
) -> None:
    sales = books.rows(f"""
        select bill_files.file_name, order_lines._line_number
        from star.order_line_fact as order_lines
        inner join star.bill_file_dim as bill_files on order_lines._file_id = bill_files.file_id
        where
            order_lines.sku_code = '{sku}'
            and order_lines.recognised_date is not null
            and order_lines.shop_id <> 'unknown'
    """)
    assert sales
    assert set(sales) <= set(held(books, reason))


@pytest.mark.parametrize(
    ("reason", "sources"),
    [
        ("unknown_shop", {"wxshop_order", "wxshop_fund"}),
        ("unknown_bank_account", {"bank_cmbc"}),
    ],
)
def test_bills_in_a_folder_of_nobody_are_held_and_listed(
    reason: str, sources: set[str], books: Warehouse
) -> None:
    condition = f"fate_code = 'rejected' and reason_code = '{reason}'"
    rejected = count(books, "accounting.bill_line_fate", condition)
    assert rejected == len(held(books, reason)) > 0
    found = books.rows(f"select source_name from accounting.bill_line_fate where {condition}")
    assert {source for (source,) in found} == sources


def test_goods_without_a_cost_card_are_listed_once(books: Warehouse) -> None:
    listed = books.rows("""
        select count(*), count(distinct _file_id || ':' || _line_number)
        from reconciliation.recon_exceptions
        where reason_code in ('missing_unit_cost', 'cost_missing')
    """)
    assert listed == [(len(held(books, "missing_unit_cost")),) * 2]
    assert count(books, "reconciliation.reconciliation_record", "reason_code = 'cost_missing'") > 0
