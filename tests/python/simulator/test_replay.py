"""Replay of the real order log: its control totals, read back from the bill files."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import pytest

from simulator.files.encode import headers
from simulator.publish import write_files
from simulator.replay import COLUMNS, read_log, replay
from tests.python.simulator.bills import amounts, read_all
from tests.support.real_log import (
    BAD_DEBT,
    CANCELLED,
    DUPLICATES,
    GROSS,
    LOG,
    NET,
    ROWS,
    needs_log,
)

UK = "United Kingdom"
SMALL = [
    # invoice, code, description, quantity, moment, price, customer, country
    ("536365", "85123A", "LIGHT, WHITE", "6", "2010-12-01 08:26:00", "2.55", "17850.0", UK),
    ("536365", "85123A", "LIGHT, WHITE", "6", "2010-12-01 08:26:00", "2.55", "17850.0", UK),
    ("536366", "22633", "HAND WARMER", "10", "2010-12-01 09:00:00", "1.855", "17850.0", "France"),
    ("536367", "POST", "POSTAGE", "1", "2010-12-01 09:10:00", "18.00", "12583.0", "France"),
    ("536370", "22633", "HAND WARMER", "100", "2010-12-01 09:20:00", "1.85", "12583.0", "France"),
    ("536369", "22139", "", "-5", "2010-12-01 09:30:00", "0", None, UK),
    ("C536372", "22633", "HAND WARMER", "-2", "2010-12-01 09:40:00", "1.855", "12583.0", "France"),
    ("C536379", "D", "Discount", "-1", "2010-12-01 09:41:00", "27.50", "14527.0", UK),
    ("A563185", "B", "Adjust bad debt", "1", "2010-12-02 14:50:00", "100.06", None, UK),
    ("A563186", "B", "Adjust bad debt", "1", "2010-12-02 14:51:00", "-100.06", None, UK),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> tuple[pd.DataFrame, Path]:
    """A log of ten rows that has every kind, and its inbox."""
    folder = tmp_path_factory.mktemp("replay")
    columns = [pa.array(list(values), pa.string()) for values in zip(*SMALL, strict=True)]
    pq.write_table(pa.table(columns, names=list(COLUMNS)), folder / "log.parquet")
    world = replay(folder / "log.parquet", seed=1)
    write_files(world, folder / "inbox")
    return read_log(folder / "log.parquet"), folder / "inbox"


def order_amounts(inbox: Path) -> pd.DataFrame:
    """Sub-orders of the exports: merchant SKU, amount, status."""
    douyin = read_all(inbox, "dy*/订单导出_*", headers()["douyin_order"])
    tmall = read_all(inbox, "tm*/ExportItemlList*", headers()["tmall_order_item"])
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "id": douyin["子订单编号"],
                    "sku": douyin["商家编码"],
                    "amount": amounts(douyin["订单应付金额"]),
                }
            ),
            pd.DataFrame(
                {
                    "id": tmall["子订单编号"],
                    "sku": tmall["商家编码"],
                    "amount": amounts(tmall["买家实付金额"]),
                }
            ),
        ],
        ignore_index=True,
    )


def refund_amounts(inbox: Path) -> pd.DataFrame:
    """After-sale cases: merchant SKU, order, amount."""
    case = read_all(inbox, "dy*/售后单_*", headers()["douyin_after_sale"])
    paid = amounts(case["退商品金额（元）"]) + amounts(case["退运费金额（元）"])
    return pd.DataFrame({"id": case["售后单号"], "sku": case["商家编码"], "amount": paid})


def test_amounts_are_rounded_half_away_from_zero(small):
    log, _ = small
    assert log["amount"].tolist() == [1530, 1530, 1855, 1800, 18500, 0, -371, -2750, 10006, -10006]


def test_every_row_becomes_one_line(small):
    log, inbox = small
    sold, back = order_amounts(inbox), refund_amounts(inbox)
    assert len(sold) + len(back) == len(log)
    assert sold["id"].is_unique
    assert back["id"].is_unique
    assert sum(sold["amount"]) - sum(back["amount"]) == Decimal(int(log["amount"].sum())) / 100


def test_invoices_with_something_else_than_goods_go_to_douyin(small):
    _, inbox = small
    tmall = read_all(inbox, "tm*/ExportItemlList*", headers()["tmall_order_item"])
    assert set(tmall["商家编码"]) <= {"85123A", "22633", "22139"}
    assert len(tmall) > 0


def test_what_is_not_goods_is_not_in_the_stock(small):
    _, inbox = small
    product = read_all(inbox, "erp/product.csv", headers()["erp_product"])
    moves = read_all(inbox, "erp/stock_move_*", headers()["erp_stock_move"])
    assert set(product["sku_code"]) == {"85123A", "22633", "22139"}
    assert set(moves["sku_code"]) <= set(product["sku_code"])
    assert (moves["movement_type"] == "return_in").sum() == 1


def test_money_is_settled_without_fees(small):
    _, inbox = small
    rows = read_all(inbox, "dy*/结算账单_2*", headers()["douyin_settlement"])
    assert len(rows) > 0
    assert (amounts(rows["支出合计"]) == 0).all()
    assert (amounts(rows["收入合计"]) == amounts(rows["结算金额"])).all()


def test_an_invoice_of_two_minutes_is_one_order(tmp_path):
    rows = [
        ("536366", "22633", "HAND WARMER", "10", "2010-12-01 09:00:00", "1.85", "17850.0", UK),
        ("536366", "22139", "", "2", "2010-12-01 09:01:00", "4.25", "17850.0", UK),
    ]
    columns = [pa.array(list(values), pa.string()) for values in zip(*rows, strict=True)]
    pq.write_table(pa.table(columns, names=list(COLUMNS)), tmp_path / "log.parquet")
    write_files(replay(tmp_path / "log.parquet", seed=1), tmp_path / "inbox")
    order = read_all(tmp_path / "inbox", "tm*/ExportOrderList*", headers()["tmall_order"])
    item = read_all(tmp_path / "inbox", "tm*/ExportItemlList*", headers()["tmall_order_item"])
    assert len(item) == len(rows)
    assert set(item["主订单编号"]) == set(order["订单编号"])
    assert len(order) == 1


def columns_of(
    inbox: Path, pattern: str, columns: list[str], encoding: str = "utf8"
) -> pd.DataFrame:
    """Some columns of csv files as text; amounts as Decimal."""
    types = pcsv.ConvertOptions(
        include_columns=columns,
        column_types={
            name: pa.decimal128(18, 2) if "金额" in name else pa.string() for name in columns
        },
    )
    read = pcsv.ReadOptions(encoding=encoding)
    parts = [
        pcsv.read_csv(path, read_options=read, convert_options=types)
        for path in sorted(inbox.glob(pattern))
    ]
    return pa.concat_tables(parts).to_pandas()


@needs_log
def test_control_totals_of_the_real_log(tmp_path):
    write_files(replay(LOG, seed=1), tmp_path)
    douyin = columns_of(tmp_path, "dy*/订单导出_*", ["子订单编号", "商家编码", "订单应付金额"])
    tmall = columns_of(
        tmp_path, "tm*/ExportItemlList*", ["子订单编号", "商家编码", "买家实付金额"], "gb18030"
    )
    sold = pd.DataFrame(np.vstack([douyin, tmall]), columns=["id", "sku", "amount"])
    back = refund_amounts(tmp_path)
    assert len(sold) + len(back) == ROWS
    assert sold["id"].is_unique
    assert back["id"].is_unique
    bad_sold, bad_back = (sum(frame.loc[frame["sku"] == "B", "amount"]) for frame in (sold, back))
    assert sum(sold["amount"]) - bad_sold == GROSS
    assert -(sum(back["amount"]) - bad_back) == CANCELLED
    assert bad_sold - bad_back == BAD_DEBT
    assert sum(sold["amount"]) - sum(back["amount"]) == NET
    raw = pq.read_table(LOG).to_pandas()
    assert raw.duplicated().sum() == DUPLICATES
