"""The check itself: it finds what is missing, what is false and what does not tie."""

import io
import sys
from decimal import Decimal

import duckdb
import pandas as pd
import pytest

from simulator.check import MONTH_FIGURES, check, tally_keys
from simulator.cli import main

VOUCHERS = {
    # figure: (account, voucher type, side that raises it)
    "revenue_net": ("600101", "sale", "credit"),
    "vat": ("22210107", "sale", "credit"),
    "cost": ("6401", "sale", "debit"),
    "fees": ("660101", "fund_flow", "debit"),
    "refunds_net": ("600101", "refund", "debit"),
}
# A fee that stands outside the expense accounts.
PENALTY = Decimal(7)
# Account and voucher type of what the books hold besides: it belongs to no figure.
OTHERS = [
    ("112201", "sale"),
    ("1406", "sale"),
    ("112201", "refund"),
    ("1406", "refund"),
    ("101209", "fund_flow"),
    ("600101", "period_close"),
    ("6401", "period_close"),
    ("660101", "period_close"),
]


def journal_of(total: pd.DataFrame) -> pd.DataFrame:
    """A journal whose months come to the truth: a line per figure, and lines of no figure."""
    rows = []
    for month in total.itertuples():
        for figure, (account, kind, side) in VOUCHERS.items():
            amount = getattr(month, figure)
            if figure == "revenue_net":
                amount += month.refunds_net
            if figure == "fees":
                amount -= PENALTY
            debit, credit = (amount, Decimal(0)) if side == "debit" else (Decimal(0), amount)
            rows.append((month.accounting_period, month.shop_id, account, kind, debit, credit))
        place = (month.accounting_period, month.shop_id)
        rows.append((*place, "671101", "fund_flow", PENALTY, Decimal(0)))
        rows += [(*place, account, kind, Decimal(9), Decimal(0)) for account, kind in OTHERS]
    names = [
        "accounting_period",
        "shop_id",
        "account_code",
        "voucher_type_code",
        "debit_amount",
        "credit_amount",
    ]
    return pd.DataFrame(rows, columns=names)


def settlements_of(link: pd.DataFrame) -> pd.DataFrame:
    """The components of settlement lines, two a line, and a movement of the wallet."""
    own = link[link["bill_kind"] == "settlement"].rename(columns={"owner_id": "shop_id"})
    own = own.assign(line_amount=own["amount"], bill_line_id=own.index.astype(str))
    own["flow_number"] = own["flow_number"].where(own["flow_number"] != "", None)
    moved = own.head(1).assign(bill_kind="fund_flow", bill_line_id="moved")
    names = [
        "bill_kind", "bill_line_id", "shop_id", "flow_number", "order_id", "occurred_at",
        "line_amount",
    ]  # fmt: skip
    return pd.concat([own, own, moved], ignore_index=True)[names]


def warehouse(folder, truth: dict, mutate=lambda tables: tables) -> None:
    """A DuckDB warehouse that says exactly what the truth says, but for a mutation."""
    fault = truth["fault"]
    exceptions = fault[~fault["fault_code"].isin(["merged_deposit", "duplicate_download"])]
    merged = fault[fault["fault_code"] == "merged_deposit"].rename(
        columns={"fault_code": "reason_code"}
    )
    merged = merged.assign(reconciliation_id=merged["match_key"])
    tables = {
        "reconciliation.recon_exceptions": exceptions.rename(columns={"fault_code": "reason_code"})[
            ["reason_code", "sub_order_id", "order_id", "match_key"]
        ],
        "reconciliation.reconciliation_record": merged[
            ["reason_code", "reconciliation_id", "match_key", "platform_code"]
        ],
        "reconciliation.recon_payout_matches": merged.assign(
            side_key=merged["group_keys"].str.split("+"), side_code="left"
        ).explode("side_key")[["match_key", "platform_code", "side_key", "side_code"]],
        "star.bill_file_dim": pd.DataFrame(
            [
                (*row.match_key.split("/"), 2)
                for row in fault[fault["fault_code"] == "duplicate_download"].itertuples()
            ]
            + [("dy01", "delivered once.csv", 1)],
            columns=["source_folder", "file_name", "delivery_count"],
        ),
        "accounting.journal": journal_of(truth["month_total"]),
        "star.transaction_fact": settlements_of(truth["bill_line_link"]),
    }
    mutate(tables)
    with duckdb.connect(str(folder / "storeledger.duckdb")) as connection:
        connection.execute("set pandas_analyze_sample = 1000000")  # the type of every Decimal
        for name, frame in tables.items():
            connection.execute(f"create schema if not exists {name.split('.')[0]}")
            connection.register("frame", frame)
            connection.execute(f"create table {name} as select * from frame")


def run(company, folder, monkeypatch, mutate=lambda tables: tables) -> int:
    warehouse(folder, company.truth, mutate)
    monkeypatch.setenv("STORELEDGER_DATA", str(folder))
    return check(company.truth_folder, "duckdb")


def test_an_exact_warehouse_passes(company, tmp_path, monkeypatch, capsys):
    assert run(company, tmp_path, monkeypatch) == 0
    months = len(company.truth["month_total"]) * len(MONTH_FIGURES)
    lines = (company.truth["bill_line_link"]["bill_kind"] == "settlement").sum()
    printed = capsys.readouterr().out
    assert f"{months} month totals, 0 differ" in printed
    assert f"{lines} settlement lines, 0 differ" in printed


def test_a_missed_fault_fails(company, tmp_path, monkeypatch, capsys):
    def forget_one(tables):
        name = "reconciliation.recon_exceptions"
        tables[name] = tables[name].iloc[1:]

    assert run(company, tmp_path, monkeypatch, forget_one) == 1
    assert "missed" in capsys.readouterr().out


@pytest.mark.parametrize("reason", ["short_payment", "something_else"])
def test_a_false_flag_fails(company, tmp_path, monkeypatch, reason):
    def flag_one_more(tables):
        name = "reconciliation.recon_exceptions"
        more = pd.DataFrame([(reason, "1", "1", "1")], columns=tables[name].columns)
        tables[name] = pd.concat([tables[name], more])

    assert run(company, tmp_path, monkeypatch, flag_one_more) == 1


def test_a_run_with_a_payout_too_few_fails(company, tmp_path, monkeypatch):
    def drop_a_payout(tables):
        name = "reconciliation.recon_payout_matches"
        tables[name] = tables[name].iloc[1:]

    assert run(company, tmp_path, monkeypatch, drop_a_payout) == 1


@pytest.mark.parametrize("account", ["600101", "22210107", "6401", "660101"])
def test_a_cent_too_much_in_the_books_fails(company, tmp_path, monkeypatch, account):
    def add_a_cent(tables):
        journal = tables["accounting.journal"]
        place = journal.index[journal["account_code"] == account][0]
        journal.loc[place, "debit_amount"] += Decimal("0.01")

    assert run(company, tmp_path, monkeypatch, add_a_cent) == 1


def test_a_missing_month_fails(company, tmp_path, monkeypatch):
    def lose_a_month(tables):
        journal = tables["accounting.journal"]
        last = journal["accounting_period"].max()
        tables["accounting.journal"] = journal[journal["accounting_period"] != last]

    assert run(company, tmp_path, monkeypatch, lose_a_month) == 1


def reorder(lines: pd.DataFrame, order_id: str | None) -> pd.DataFrame:
    """The first line under another order."""
    first = lines["bill_line_id"] == lines["bill_line_id"].iloc[0]
    return lines.assign(order_id=lines["order_id"].mask(first, order_id))


@pytest.mark.parametrize(
    "break_it",
    [
        lambda lines: reorder(lines, lines["order_id"].iloc[-2]),
        lambda lines: lines[lines["bill_line_id"] != lines["bill_line_id"].iloc[0]],
        lambda lines: pd.concat([lines, lines.head(1).assign(bill_line_id="twice")]),
        lambda lines: reorder(lines, None),
    ],
    ids=["of another order", "lost", "twice", "of no order"],
)
def test_a_settlement_line_that_is_not_the_truths_fails(
    company, tmp_path, monkeypatch, capsys, break_it
):
    def break_a_line(tables):
        tables["star.transaction_fact"] = break_it(tables["star.transaction_fact"])

    assert run(company, tmp_path, monkeypatch, break_a_line) == 1
    printed = capsys.readouterr().out
    assert "settlement lines, 0 differ" not in printed
    assert "month totals, 0 differ" in printed


def test_tally_counts_by_any_shared_key():
    tally = tally_keys("code", [{"a", "b"}, {"c"}], [{"b"}, {"z"}])
    assert (tally.planted, tally.found, tally.missed, tally.false) == (2, 1, ("c",), ("z",))
    assert not tally.is_exact


def test_a_terminal_that_knows_ascii_alone_gets_utf_8(company, tmp_path, monkeypatch):
    monkeypatch.setenv("STORELEDGER_DATA", str(tmp_path / "没有"))
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(["check", "--truth", str(company.truth_folder), "--target", "duckdb"]) == 2
    terminal.flush()
    assert "没有" in terminal.buffer.getvalue().decode("utf-8")


def test_no_warehouse_is_said_plainly(company, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("STORELEDGER_DATA", str(tmp_path / "nothing"))
    assert main(["check", "--truth", str(company.truth_folder), "--target", "duckdb"]) == 2
    assert "no warehouse" in capsys.readouterr().err


def test_an_unbuilt_warehouse_is_said_plainly(company, tmp_path, monkeypatch, capsys):
    duckdb.connect(str(tmp_path / "storeledger.duckdb")).close()
    monkeypatch.setenv("STORELEDGER_DATA", str(tmp_path))
    assert main(["check", "--truth", str(company.truth_folder), "--target", "duckdb"]) == 2
    assert "is not built" in capsys.readouterr().err.replace("\n", " ")


def test_bad_usage_is_code_two(tmp_path):
    with pytest.raises(SystemExit) as stop:
        main(["--out", str(tmp_path), "--months", "0"])
    assert stop.value.code == 2
