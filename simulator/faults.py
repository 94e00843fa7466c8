"""Planted faults: each is an error that really happens in bills, listed one by one in the truth."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from simulator.clock import DAY, HOUR, NEVER, month_of
from simulator.company import Company, closing_instant
from simulator.ids import daily_batch
from simulator.orders import KEPT
from simulator.wallet import movements

LINE_FAULTS = (
    "settlement_missing",
    "short_payment",
    "double_fee",
    "late_refund",
    "sku_cost_mismatch",
    "unknown_fee_scene",
)
RUN_DAYS = 3  # a merged deposit covers payouts of at most this many days
COLUMNS = ("fault_code", "line", "payout", "group", "file_name", "amount", "at")


@dataclass
class Faults:
    """Row numbers of the chosen sub-orders by fault code, and the list of what was planted."""

    chosen: dict[str, np.ndarray]
    rows: list[dict] = field(default_factory=list)

    def add(
        self, code: str, *, amount: int, at: int, line=-1, payout=-1, group="", file_name=""
    ) -> None:
        """List one planted fault."""
        values = (code, int(line), int(payout), group, file_name, int(amount), int(at))
        self.rows.append(dict(zip(COLUMNS, values, strict=True)))


def how_many(company: Company, code: str, orders: int) -> int:
    """How many faults of a kind a company of that many orders gets."""
    setting = company.parameters["faults"][code]
    return max(setting["least"], round(setting["per_10k"] * orders / 10_000))


def choose_lines(company: Company, line: pd.DataFrame) -> Faults:
    """Disjoint ordinary single-line orders for every fault kind that sits on an order."""
    generator = company.stream("faults")
    alone = (line.groupby("order")["place"].transform("size") == 1).to_numpy()
    plain = (line["fate"] == KEPT).to_numpy() & ~line["presale"].to_numpy() & alone
    old = (line["completed"] < company.end - 40 * DAY).to_numpy() & (
        line["payable"] > 2_000
    ).to_numpy()
    shop = line["shop"].to_numpy()
    closing = line["completed"].where(line["completed"] < NEVER, 0).to_numpy()
    reopened = closing_instant(month_of(closing)) + 15 * DAY < company.end
    by_premium = company.by_shop(lambda platform: platform.double_fee == "premium", shop)
    fits = {
        "late_refund": reopened,
        "double_fee": (line["premium"] > 0).to_numpy() | ~by_premium,
        "unknown_fee_scene": company.by_shop(
            lambda platform: "unknown" in platform.incidentals, shop
        ),
    }
    free = plain & old & (line["ring"] < 0).to_numpy()
    platform = company.shop_values("platform")[shop]
    orders = int(line["order"].max()) + 1
    chosen = {}
    for code in LINE_FAULTS:
        allowed = free & fits.get(code, True)
        picked = pick(generator, allowed, platform, how_many(company, code, orders))
        free[picked] = False
        chosen[code] = np.sort(picked)
    return Faults(chosen)


def pick(generator: np.random.Generator, allowed: np.ndarray, platform, count: int) -> np.ndarray:
    """Random row numbers among the allowed ones: one of every platform first, `count` in all."""
    rows = generator.permutation(np.flatnonzero(allowed))
    turn = in_turn(platform[rows])
    return rows[turn][: max(count, len(np.unique(platform[rows])))]


def in_turn(group: np.ndarray) -> np.ndarray:
    """An order that takes one of every group, then the next one of every group, …"""
    return np.argsort(pd.Series(group).groupby(group).cumcount().to_numpy(), kind="stable")


def confirm_automatically(company: Company, line: pd.DataFrame, faults: Faults) -> pd.DataFrame:
    """Orders that only their money would prove were confirmed ten days after shipping."""
    picked = faults.chosen["settlement_missing"]
    shop = line["shop"].to_numpy()[picked]
    picked = picked[~company.by_shop(lambda platform: platform.proves_completion, shop)]
    line.loc[picked, "completed"] = line.loc[picked, "shipped"] + 10 * DAY
    line.loc[picked, "settled"] = line.loc[picked, "completed"]
    return line


def plant_late_refunds(company, line, refund, faults: Faults) -> pd.DataFrame:
    """Full returns after the month of the sale was closed."""
    generator = company.stream("late_refunds")
    picked = faults.chosen["late_refund"]
    sale = line.loc[picked]
    closing = closing_instant(month_of(sale["completed"].to_numpy()))
    refunded = closing + generator.integers(HOUR, 14 * DAY, size=len(picked))
    subsidies = sale[["platform_discount", "influencer_discount", "payment_discount"]].sum(axis=1)
    late = pd.DataFrame(
        {
            "line": picked,
            "shop": sale["shop"].to_numpy(),
            "case_number": 190_000_000_000_000_000 + picked,
            "applied": refunded - 30 * HOUR,
            "refunded": refunded,
            "finished": refunded,
            "status": "success",
            "case_type": "退货退款",
            "goods_amount": (sale["payable"] - sale["freight"]).to_numpy(),
            "freight_amount": sale["freight"].to_numpy(),
            "amount": sale["payable"].to_numpy(),
            "subsidy_amount": subsidies.to_numpy(),
            "is_full": True,
            "was_shipped": True,
            "is_early": False,
            "before_settlement": False,
            "after_settlement": True,
            "returned_at": refunded - 2 * HOUR,
            "returned_quantity": sale["quantity"].to_numpy(),
            "reason": 1,
        }
    )
    for number, amount, at in zip(picked, late["amount"], refunded, strict=True):
        faults.add("late_refund", line=number, amount=amount, at=at)
    return pd.concat([refund, late], ignore_index=True)


def plant_in_settlement(
    settlement: pd.DataFrame, line: pd.DataFrame, faults: Faults
) -> pd.DataFrame:
    """Take the settlement rows of the chosen sub-orders away."""
    gone = faults.chosen["settlement_missing"]
    for number in gone:
        faults.add(
            "settlement_missing",
            line=number,
            amount=line.at[number, "gross"],
            at=line.at[number, "completed"],
        )
    return settlement[~settlement["line"].isin(gone)].reset_index(drop=True)


def plant_in_wallet(
    company: Company, moves: pd.DataFrame, line: pd.DataFrame, faults: Faults
) -> pd.DataFrame:
    """Missing, short, doubled and unknown movements of the chosen sub-orders."""
    generator = company.stream("wallet_faults")
    missing = moves["line"].isin(faults.chosen["settlement_missing"]) & (
        moves["scene"] != "premium"
    )
    moves = moves[~missing].reset_index(drop=True)
    short = moves["line"].isin(faults.chosen["short_payment"]) & moves["scene"].isin(
        ["settle", "payment"]
    )
    lack = generator.integers(100, 900, size=int(short.sum()))
    moves.loc[short, "amount"] -= lack
    shown = company.by_shop(lambda platform: platform.wallet, moves["shop"].to_numpy())
    split = (moves["scene"] == "settle") & (shown == "components")
    moves.loc[short & split, "payment"] -= lack[split[short].to_numpy()]
    for (_, row), cents in zip(moves[short].iterrows(), lack, strict=True):
        by_day = company.platforms[company.shops[row["shop"]].platform].wallet == "days"
        group = daily_batch([row["at"]])[0].as_py() if by_day else ""
        faults.add("short_payment", line=row["line"], amount=cents, at=row["at"], group=group)
    fee = company.by_shop(lambda platform: platform.double_fee, moves["shop"].to_numpy())
    twice = moves["line"].isin(faults.chosen["double_fee"]) & (moves["scene"] == fee)
    copies = moves[twice].copy()
    copies[["at", "arose"]] += 2 * HOUR
    for _, row in copies.iterrows():
        faults.add("double_fee", line=row["line"], amount=-row["amount"], at=row["at"])
    sale = line.loc[faults.chosen["unknown_fee_scene"]]
    strange = movements(
        sale["shop"],
        sale["settled"] + 3 * HOUR,
        -generator.integers(100, 900, size=len(sale)),
        "unknown",
        line=sale.index,
    )
    for _, row in strange.iterrows():
        faults.add("unknown_fee_scene", line=row["line"], amount=-row["amount"], at=row["at"])
    return pd.concat([moves, copies, strange], ignore_index=True)


def plant_in_stock(company: Company, out: pd.DataFrame, faults: Faults) -> pd.DataFrame:
    """The ERP ships the chosen sub-orders at a unit cost that is not on the cost card."""
    generator = company.stream("stock_faults")
    wrong = out["line"].isin(faults.chosen["sku_cost_mismatch"]).to_numpy()
    change = np.maximum(
        np.rint(out.loc[wrong, "unit_cost"] * generator.uniform(0.08, 0.3, size=wrong.sum())), 1
    )
    out.loc[wrong, "unit_cost"] += change.astype(np.int64)
    for (_, row), cents in zip(out[wrong].iterrows(), change, strict=True):
        faults.add(
            "sku_cost_mismatch", line=row["line"], amount=cents * row["quantity"], at=row["at"]
        )
    return out


def plant_in_payouts(
    company: Company, payout: pd.DataFrame, faults: Faults, orders: int
) -> pd.DataFrame:
    """Payouts that never arrive, and runs of two or three that arrive as one deposit."""
    generator = company.stream("payout_faults")
    payout = payout.assign(missing=False, merge=-1)
    taken = (payout["failed"] | (payout["account"] > 0)).to_numpy().copy()
    old = (payout["at"] < company.end - 14 * DAY).to_numpy()
    shop = payout["shop"].to_numpy()
    days = payout["at"].to_numpy() // DAY

    def free_run(start: int, length: int) -> bool:
        window = slice(max(start - 3, 0), start + length + 3)
        stop = start + length
        if stop > len(payout) or shop[start] != shop[stop - 1] or not old[stop - 1]:
            return False
        return days[stop - 1] - days[start] <= RUN_DAYS and not taken[window].any()

    platform = company.shop_values("platform")[shop]
    for code in ("deposit_missing", "merged_deposit"):
        left = max(how_many(company, code, orders), len(np.unique(platform)))
        shuffled = generator.permutation(len(payout))
        for start in shuffled[in_turn(platform[shuffled])].tolist():
            length = 1 if code == "deposit_missing" else int(generator.integers(2, 4))
            if left == 0:
                break
            if not free_run(start, length):
                continue
            rows = np.arange(start, start + length)
            taken[rows] = True
            left -= 1
            run = payout.loc[rows]
            if code == "deposit_missing":
                payout.loc[rows, "missing"] = True
            else:
                payout.loc[rows, "merge"] = start
            faults.add(
                code,
                payout=start,
                amount=run["amount"].sum(),
                at=run["at"].max(),
                group="+".join(run["payout_id"]),
            )
    return payout
