"""Fund bills of 抖音 with 25 of its columns: as many lines as one asks for, the same every time.

usage: python -m benchmarks.bills FOLDER LINES SHEET_LINES
Writes FOLDER/bills, FOLDER/small with a tenth of the lines, and the workbook FOLDER/book.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from simulator.files.encode import Cell, csv_bytes, ids, join, money, pick, stamp, when, whole
from simulator.files.xlsx import xlsx_bytes

CODE = "douyin_fund"
FILES = 10
SHARE_OF_SMALL = 10
FEES = ("平台服务费", "佣金", "渠道分成")
NO_SUBSIDY = ("实际平台补贴_运费", "实际达人补贴")
PRODUCTS = 2_000
FIRST_SECOND = 1_767_225_600  # 2026-01-01 00:00:00
_BATCH = 100_000


def cells_of(first: int, count: int) -> dict[str, Cell]:
    """Return the columns of lines `first` and on: four settlements to one refund of carriage."""
    number = np.arange(first, first + count, dtype=np.int64)
    random = np.random.default_rng(first)
    is_sale = number % 5 != 4
    paid = random.integers(900, 90_000, count)
    subsidy = np.where(number % 3, 0, paid // 50)
    fees = {name: -(paid * rate // 1_000) for name, rate in zip(FEES, (50, 80, 7), strict=True)}
    net = np.where(is_sale, paid + subsidy + sum(fees.values()), 120)
    product = random.integers(0, PRODUCTS, count)
    order = join("\t", whole(6_900_000_000_000_000_000 + number * 17), "")
    return {
        "动账时间": stamp(FIRST_SECOND + number),
        "动帐流水号": ids(7_000_000_000_000_000_000 + number * 13),
        "动账方向": when(is_sale, "入账", "出账"),
        "动账金额": money(net),
        "动账账户": "聚合账户",
        "动账场景": when(is_sale, "货款结算入账", "权益保险"),
        "计费类型": pick(("精选联盟", "小店自卖", "鲁班广告"), number % 3),
        "子订单号": order,
        "订单号": order,
        "售后编号": "",
        "下单时间": stamp(FIRST_SECOND - 900_000 + number - random.integers(0, 80_000, count)),
        "商品ID": ids(3_500_000_000_000_000_000 + product * 1_001, ""),
        "商品名称": pick([f"家居日用 {kind:04} 号 加厚款" for kind in range(PRODUCTS)], product),
        "订单类型": "普通订单",
        "订单实付应结": money(np.where(is_sale, paid, 0)),
        "运费实付": "0.00",
        "实际平台补贴": money(np.where(is_sale, subsidy, 0)),
        **dict.fromkeys(NO_SUBSIDY, "0.00"),
        "订单退款": "0.00",
        **{name: money(np.where(is_sale, amount, 0)) for name, amount in fees.items()},
        "是否免佣": "否",
        "备注": when(is_sale, "", "运费险保费"),
    }


def write_text(path: Path, first: int, count: int, encoding: str) -> None:
    """Write lines `first` and on as a csv bill in this encoding."""
    with path.open("wb") as file:
        for cells in _batches(first, count):
            content = csv_bytes(list(cells), list(cells.values()), encoding=encoding)
            body = content.index(b"\n") + 1 if file.tell() else 0
            file.write(content[body:])


def write_workbook(path: Path, count: int) -> None:
    """Write the first lines as a workbook."""
    cells = cells_of(0, count)
    path.write_bytes(xlsx_bytes("Sheet1", list(cells), list(cells.values())))


def write_texts(folder: Path, lines: int) -> None:
    """Write half of the lines as one GB18030 file, the other half as ten files of UTF-8."""
    half, part = lines // 2, lines // 2 // FILES
    shop = _shop(folder)
    write_text(shop / "whole.csv", 0, half, "gb18030")
    for number in range(FILES):
        write_text(shop / f"part_{number}.csv", half + number * part, part, "utf-8")


def _shop(folder: Path) -> Path:
    """Make the folder of a shop below a folder of bills."""
    shop = folder / "dy01"
    shop.mkdir(parents=True)
    return shop


def _batches(first: int, count: int) -> Iterator[dict[str, Cell]]:
    for start in range(first, first + count, _BATCH):
        yield cells_of(start, min(_BATCH, first + count - start))


if __name__ == "__main__":
    folder, lines, sheet_lines = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    write_texts(folder / "bills", lines)
    write_texts(folder / "small", lines // SHARE_OF_SMALL)
    write_workbook(_shop(folder / "book") / "book.xlsx", sheet_lines)
