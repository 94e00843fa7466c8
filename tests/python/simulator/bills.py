"""Reads bill files back the plain way, without the project's ingestion."""

import csv
import io
import zipfile
from decimal import Decimal
from pathlib import Path

import fastexcel
import pandas as pd

from simulator.files.encode import headers

ENCODINGS = ("utf-8-sig", "gb18030")
# Other forms of a bill, whose files have the names of the usual one.
OTHER_FORMS = {
    "alipay_ledger": ("alipay_ledger_v12",),
    "bank_icbc_statement_a": ("bank_icbc_statement_a_voucher",),
    "douyin_fund": ("douyin_fund_v38", "douyin_fund_v34", "douyin_fund_v30"),
    "douyin_settlement": ("douyin_settlement_v34",),
    "jd_bill": ("jd_bill_v22",),
    "jd_reconciliation": ("jd_reconciliation_v18",),
    "pdd_promotion": ("pdd_promotion_v13",),
    "wxpay_trade": ("wxpay_trade_legacy_all",),
    "wxpay_trade_refund": ("wxpay_trade_legacy_refund",),
    "wxpay_trade_success": ("wxpay_trade_legacy_success",),
    "wxshop_fund": ("wxshop_fund_v11",),
}
# What they call a column, and what the usual form calls it.
USUAL_NAMES = {
    "佣金": "达人佣金",
    "子商户号": "特约商户号",
    "总金额": "应结订单金额",
    "代金券或立减优惠金额": "代金券金额",
    "代金券或立减优惠退款金额": "充值券退款金额",
    "费用分类": "收支方向",
}


def decode(content: bytes) -> str:
    """Text of a csv file in the first encoding that fits strictly."""
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("unknown encoding")


def forms_of(code: str) -> tuple[str, ...]:
    """The usual form of a bill and the others."""
    return (code, *OTHER_FORMS.get(code, ()))


def sheet_rows(workbook: fastexcel.ExcelReader, name: str) -> list[list[str]]:
    """Every row of a sheet as text."""
    sheet = workbook.load_sheet(name, header_row=None, dtypes="string")
    return [
        ["" if pd.isna(cell) else cell for cell in row]
        for row in sheet.to_arrow().to_pandas().to_numpy(dtype=object).tolist()
    ]


def grid(path: Path) -> list[list[str]]:
    """Every row of a csv, a zipped csv or all sheets of a workbook as text."""
    if path.suffix == ".xlsx":
        workbook = fastexcel.read_excel(path)
        return [row for name in workbook.sheet_names for row in sheet_rows(workbook, name)]
    content = path.read_bytes()
    if path.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = archive.read(archive.namelist()[0])
    return list(csv.reader(io.StringIO(decode(content), newline="")))


def table(path: Path, header: tuple[str, ...]) -> pd.DataFrame:
    """The rows below the header; ids without their decoration, footers and second rows left out."""
    rows = grid(path)
    start = rows.index(list(header)) + 1
    body = [
        row for row in rows[start:] if len(row) == len(header) and not row[0].startswith("字段说明")
    ]
    frame = pd.DataFrame(body, columns=list(header), dtype=object)
    return frame.map(lambda cell: cell.strip("\t'=\""))


def read_all(inbox: Path, pattern: str, header: tuple[str, ...]) -> pd.DataFrame:
    """Every file of a pattern, one below the other, with its folder and file name."""
    parts = [
        table(path, header).assign(_folder=path.parent.name, _file=path.name)
        for path in sorted(inbox.glob(pattern))
    ]
    return pd.concat(parts, ignore_index=True)


def form_in(path: Path, code: str) -> str:
    """The form of a bill whose exact header a file has."""
    rows = grid(path)
    return next(form for form in forms_of(code) if list(headers()[form]) in rows)


def read_forms(inbox: Path, code: str, *patterns: str) -> pd.DataFrame:
    """Every file of some patterns, in any form of a bill, under the usual names of its columns.

    Cells that a form lacks are blank; `_form` names it.
    """
    parts = []
    for path in sorted(path for pattern in patterns for path in inbox.glob(pattern)):
        form = form_in(path, code)
        other = set(headers()[form]).difference(headers()[code])
        names = {name: usual for name, usual in USUAL_NAMES.items() if name in other}
        rows = table(path, headers()[form]).rename(columns=names)
        parts.append(rows.assign(_folder=path.parent.name, _file=path.name, _form=form))
    return pd.concat(parts, ignore_index=True).fillna("")


def amounts(cells: pd.Series) -> pd.Series:
    """Text amounts as Decimal; blank is zero."""
    return cells.map(lambda cell: Decimal(cell) if cell else Decimal(0))
