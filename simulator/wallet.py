"""The wallets (聚合账户, 支付宝): every movement, then top-ups and payouts from the balance.

A movement is a row: shop, account (0 the wallet, 1 what was paid by 微信), at, amount (signed
cents), scene (internal code), line and case (row numbers of the sub-order and the after-sale case,
-1 for none), payout and batch (numbers of the payout and of settlement rows, -1 for none), arose
(when what it pays for happened), components.
"""

import numpy as np
import pandas as pd

from simulator.ads import AdPlan
from simulator.clock import DAY, HOUR, NEVER, weekday
from simulator.company import CHANNELS, Company
from simulator.money import times_rate
from simulator.refunds import able_from, successful
from simulator.settlement import COMPONENTS, DEPOSIT, FEES, REFUND

PREMIUM_DELAY = 15 * DAY  # the insurer collects when the return window is over
GUARANTEE = 200_000  # cents of 充值保证金
RESERVE = 10_000  # cents that stay in the wallet
PAYOUT_WEEKDAYS = (0, 1, 3, 4)
RETURN_DELAY = 5 * HOUR  # a payout that the bank refuses is back before the next one
LEAST_PAYOUT = 10_000
LEDGER_FEES = ("service_fee", "points", "taoke", "huabei", "influencer_fee")
WECHAT_START = 14 * DAY  # the wallet has been paid by then
PAID_BY_WECHAT = ("payment", "service_fee", "refund")  # all else is charged to the wallet
AD_COLUMNS = ("shop", "day", "cash", "grant", "deposit", "granted", "cash_balance", "grant_balance")


def movements(shop, at, amount, scene: str, *, line=-1, case=-1) -> pd.DataFrame:
    """A frame of movements of one scene, without components."""
    columns = {"shop": shop, "at": at, "amount": amount, "scene": scene, "line": line, "case": case}
    return pd.DataFrame({**columns, "arose": at, "account": 0})


def paid_into(company: Company, line: pd.DataFrame) -> np.ndarray:
    """The account of each order: 1 if paid by 微信, once the wallet can pay its fees."""
    generator = company.stream("wechat")
    order = line["order"].to_numpy()
    odds = generator.random(int(order.max()) + 1)[order]
    share = company.shop_values("wechat_share")[line["shop"].to_numpy()]
    late = line["created"].to_numpy() >= company.first_day * DAY + WECHAT_START
    return ((odds < share) & late).astype(np.int64)


def name_accounts(line: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Each movement with the account that it is on."""
    account = line["account"].to_numpy()[moves["line"].to_numpy()]
    own = moves["scene"].isin(PAID_BY_WECHAT) & (moves["line"] >= 0)
    return moves.assign(account=np.where(own, account, 0))


def settled_movements(company: Company, settlement: pd.DataFrame) -> pd.DataFrame:
    """Money of settlements: row by row with its components, or an order's event as one lump."""
    shop = settlement["shop"].to_numpy()
    lumps = company.by_shop(lambda platform: platform.wallet != "components", shop)
    rows = settlement[~lumps]
    sold, back = rows[rows["kind"] != REFUND], rows[rows["kind"] == REFUND]
    settled = movements(sold["shop"], sold["at"], sold["amount"], "settle", line=sold["line"])
    settled["at"] -= (sold["kind"] == DEPOSIT).astype(np.int64)
    settled["kind"] = sold["kind"]
    settled[list(COMPONENTS)] = sold[list(COMPONENTS)]
    parts = [settled, *refund_movements(back), lump_movements(settlement[lumps])]
    return pd.concat(parts, ignore_index=True)


def refund_movements(back: pd.DataFrame) -> list[pd.DataFrame]:
    """What a refund after settlement moves: the buyer's money, subsidies, fees that come back."""
    user = back["payment"] + back["freight"]
    subsidy = back[["platform_subsidy", "influencer_subsidy", "payment_subsidy"]].sum(axis=1)
    fees = back[list(FEES)].sum(axis=1)
    return [
        movements(
            back["shop"], back["at"] + step, amount, scene, line=back["line"], case=back["case"]
        )[amount != 0]
        for step, (scene, amount) in enumerate(
            (("refund_user", user), ("refund_subsidy", subsidy), ("fee_return", fees))
        )
    ]


def lump_movements(rows: pd.DataFrame) -> pd.DataFrame:
    """One movement per batch of settlement rows, on the first of its lines."""
    sums = {name: (name, "sum") for name in ("amount", *COMPONENTS)}
    firsts = {name: (name, "first") for name in ("shop", "at", "line", "case", "kind")}
    lumps = rows.groupby("batch").agg(**firsts, **sums).reset_index()
    return lumps.assign(
        arose=lumps["at"], scene=np.where(lumps["kind"] == REFUND, "settle_back", "settle")
    )


def incidentals(company: Company, line: pd.DataFrame) -> pd.DataFrame:
    """Freight insurance premiums, small payments, penalties and inspections (质检).

    An empty wallet cannot be charged: what falls due in a shop's first days waits.
    """
    generator = company.stream("incidentals")
    fees = company.parameters["fees"]
    shop = line["shop"].to_numpy()
    plain = (line["fate"] == 0) & (line["settled"] < NEVER) & (line["payable"] > 900)
    odds = generator.random(len(line))
    amounts = generator.integers(2, 9, size=len(line)) * 100

    def charged(scene: str, chosen: pd.Series) -> pd.DataFrame:
        listed = company.by_shop(lambda platform: scene in platform.incidentals, shop)
        return line[listed & chosen]

    insured = charged("premium", line["premium"] > 0)
    small = charged("small_payment", plain & (odds < fees["small_payment_share"]))
    late = charged("penalty", plain & (odds > 1 - fees["penalty_share"]))
    inspection = fees["inspection"]
    seen = company.stream("inspections").random(len(line)) < inspection["share_of_orders"]
    inspected = charged("inspection", plain & seen)
    due = insured["shipped"] + PREMIUM_DELAY
    parts = [
        movements(insured["shop"], due, -insured["premium"], "premium", line=insured.index),
        movements(
            small["shop"],
            small["settled"] + HOUR,
            -amounts[small.index],
            "small_payment",
            line=small.index,
        ),
        movements(
            late["shop"],
            late["settled"] + 2 * HOUR,
            -np.full(len(late), 500),
            "penalty",
            line=late.index,
        ),
        movements(
            inspected["shop"],
            inspected["settled"] + 3 * HOUR,
            -np.full(len(inspected), inspection["cents"]),
            "inspection",
            line=inspected.index,
        ),
    ]
    moves = pay_in_halves(company, pd.concat(parts, ignore_index=True))
    at = np.maximum(moves["at"], moves["shop"].map(able_from(line)))
    return moves.assign(at=at, arose=at)


def pay_in_halves(company: Company, moves: pd.DataFrame) -> pd.DataFrame:
    """What some platforms pay as two equal lines of the same second."""
    split = np.zeros(len(moves), dtype=bool)
    for scene in moves["scene"].unique().tolist():
        halved = company.by_shop(lambda platform, scene=scene: scene in platform.halves,
                                 moves["shop"].to_numpy())  # fmt: skip
        split |= halved & (moves["scene"] == scene).to_numpy()
    half = moves[split].assign(amount=moves.loc[split, "amount"] // 2)
    return pd.concat([moves[~split], half, half], ignore_index=True)


def ledger_movements(company: Company, line: pd.DataFrame, refund: pd.DataFrame) -> pd.DataFrame:
    """Wallets that list everything: payments and subsidies, fees of the order, refunds."""
    shop = line["shop"].to_numpy()
    listed = company.by_shop(lambda platform: not platform.is_settled, shop)
    sold = line[listed & (line["settled"] < NEVER) & (line["payable"] > 0)].copy()
    order = add_ledger_fees(company, sold)
    parts = [movements(order["shop"], order["at"], order["payable"], "payment", line=order["line"])]
    for step, part in enumerate(("coupon", *LEDGER_FEES), start=1):
        amount = order[part] if part == "coupon" else -order[part]
        own = movements(order["shop"], order["at"] + step, amount, part, line=order["line"])
        parts.append(own.assign(arose=order["at"])[amount != 0])
    return pd.concat([*parts, *ledger_refunds(company, order, refund)], ignore_index=True)


def add_ledger_fees(company: Company, sold: pd.DataFrame) -> pd.DataFrame:
    """One row per paid order: what the buyer and others pay, and every fee of it."""
    generator = company.stream("ledger")
    fees = company.parameters["fees"]
    shop, sku = sold["shop"].to_numpy(), sold["sku"].to_numpy()
    rates = {
        "service_fee": company.service_rate(shop, sku, sold["settled"].to_numpy()),
        "influencer_fee": sold["commission_rate"].to_numpy(),
        "taoke": np.where(sold["channel"] == CHANNELS.index("affiliate"), fees["taoke_rate"], 0.0),
    }
    for fee, rate in rates.items():
        sold[fee] = times_rate(sold["gross"].to_numpy(), rate)
    sold["coupon"] = sold["gross"] - sold["payable"]
    sold["line"] = sold.index
    firsts = {name: (name, "first") for name in ("shop", "line", "account")}
    sums = {name: (name, "sum") for name in ("payable", "gross", "coupon", *rates)}
    order = sold.groupby("order").agg(at=("settled", "max"), **firsts, **sums)
    uses = generator.random(len(order)) < fees["huabei"]["share_of_orders"]
    order["points"] = times_rate(order["gross"].to_numpy(), fees["points_rate"])
    huabei = np.where(uses & (order["account"] == 0), fees["huabei"]["rate"], 0.0)
    order["huabei"] = times_rate(order["gross"].to_numpy(), huabei)
    for fee in LEDGER_FEES:
        by = order["shop"].to_numpy()
        order[fee] *= company.by_shop(lambda platform, fee=fee: fee in platform.fees, by)
    return order


def ledger_refunds(company: Company, order: pd.DataFrame, refund: pd.DataFrame):
    """Refunds after payment; subsidies and the service fee of a full refund go back as well."""
    done = successful(refund)[lambda frame: ~frame["is_early"]]
    shop = done["shop"].to_numpy()
    done = done[company.by_shop(lambda platform: not platform.is_settled, shop)]
    shop = done["shop"].to_numpy()
    returns_fees = company.by_shop(lambda platform: platform.returns_fees, shop)
    fee = order.set_index("line")["service_fee"].reindex(done["line"], fill_value=0).to_numpy()
    fee = np.where(returns_fees & done["is_full"].to_numpy(), fee, 0)
    for step, (scene, amount) in enumerate(
        (("refund", -done["amount"]), ("refund_coupon", -done["subsidy_amount"]),
         ("fee_return", pd.Series(fee, index=done.index)))
    ):  # fmt: skip
        own = movements(
            done["shop"], done["refunded"] + step, amount, scene, line=done["line"], case=done.index
        )
        yield own[amount != 0]


def bundle_days(company: Company, moves: pd.DataFrame) -> pd.DataFrame:
    """Wallets that pay a day's bill lines together do so in the last second of the day."""
    by_day = company.by_shop(lambda platform: platform.wallet == "days", moves["shop"].to_numpy())
    last = moves["at"] // DAY * DAY + DAY - 1
    return moves.assign(at=np.where(by_day, last, moves["at"]))


def add_top_ups(
    company: Company, moves: pd.DataFrame, plan: AdPlan
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Guarantee deposits and ad top-ups as movements; the ad accounts by day."""
    extra, ledgers = [], []
    for shop, spent in enumerate(plan.spend.sum(axis=0).tolist()):
        own = own_movements(company, moves, shop)
        bond = guarantee_deposit(company, own, shop)
        extra.append(bond)
        if not spent:
            continue
        cash, deposit, at = plan_top_ups(
            company, own, plan.spend[:, shop], int(-bond["amount"].sum())
        )
        paid = deposit > 0
        extra.append(movements(shop, at[paid], -deposit[paid], "ad_top_up"))
        ledgers.append(ad_ledger(company, shop, plan.spend[:, shop], cash, deposit))
    empty = pd.DataFrame({name: [] for name in AD_COLUMNS}, dtype=np.int64)
    ads = pd.concat([empty, *ledgers], ignore_index=True)
    return pd.concat([moves, *extra], ignore_index=True), ads


def guarantee_deposit(company: Company, own: pd.DataFrame, shop: int) -> pd.DataFrame:
    """The shop's guarantee deposit (充值保证金) on its 46th day, if the wallet can spare it."""
    at = np.array([company.first_day * DAY + 45 * DAY + 9 * HOUR])
    asked = company.platforms[company.shops[shop].platform].guarantee
    can_pay = asked & (at < company.end) & (available(own, at) > GUARANTEE + RESERVE)
    return movements(shop, at[can_pay], -np.full(can_pay.sum(), GUARANTEE), "guarantee_deposit")


def plan_top_ups(company: Company, own: pd.DataFrame, spend: np.ndarray, taken: int):
    """Cash spend and top-up per day, and the instant of each day's top-up.

    A top-up on every seventh day pays the cash spend of the week. New accounts spend grants (赠款)
    first, and so does a week that the wallet cannot pay.
    """
    settings = company.parameters["ads"]
    at = company.days * DAY + 9 * HOUR + 300
    room = available(own, at)
    cash = spend - times_rate(spend, settings["grant_share"])
    cash[: settings["grant_days"]] = 0
    deposit = np.zeros_like(spend)
    for start in range(settings["grant_days"], len(spend), 7):
        week = slice(start, start + 7)
        need = -(-int(cash[week].sum()) // 100) * 100
        if need > room[start] - taken - RESERVE:
            cash[week] = 0
            continue
        deposit[start] = need
        taken += need
    return cash, deposit, at


def ad_ledger(company, shop: int, spend, cash, deposit) -> pd.DataFrame:
    """The ad account by day: cash and grant spend, deposits and both closing balances."""
    grant = spend - cash
    granted = np.zeros_like(spend)
    granted[::30] = [grant[start : start + 30].sum() for start in range(0, len(grant), 30)]
    return pd.DataFrame(
        {
            "shop": shop,
            "day": company.days,
            "cash": cash,
            "grant": grant,
            "deposit": deposit,
            "granted": granted,
            "cash_balance": np.cumsum(deposit - cash),
            "grant_balance": np.cumsum(granted - grant),
        }
    )


def own_movements(company: Company, moves: pd.DataFrame, shop: int, account=0) -> pd.DataFrame:
    """A wallet's movements in time order; money out first within a second, to be careful."""
    own = moves["shop"].eq(shop) & moves["account"].eq(account) & (moves["at"] < company.end)
    own = moves[own]
    return own.sort_values(["at", "amount"], kind="stable")


def future_floor(amounts: np.ndarray) -> np.ndarray:
    """For each movement in time order: the least running balance from it to the end."""
    running = np.cumsum(amounts)
    return np.minimum.accumulate(running[::-1])[::-1]


def available(own: pd.DataFrame, at: np.ndarray) -> np.ndarray:
    """What can be taken out for good at each instant so that the wallet never goes below zero."""
    if own.empty:
        return np.zeros(len(at), dtype=np.int64)
    floor = future_floor(own["amount"].to_numpy())
    position = np.searchsorted(own["at"].to_numpy(), at, side="left") - 1
    return np.where(position >= 0, floor[np.maximum(position, 0)], 0)


def add_payouts(company: Company, moves: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All withdrawals and refused withdrawals as movements; a table with a row per payout."""
    generator = company.stream("payouts")
    payout = pd.concat(
        [wallet_payouts(company, moves, *wallet, generator) for wallet in company.wallets],
        ignore_index=True,
    )
    out = movements(payout["shop"], payout["at"], -payout["amount"], "withdrawal")
    failed = payout[payout["failed"]]
    back = movements(
        failed["shop"], failed["at"] + RETURN_DELAY, failed["amount"], "withdrawal_returned"
    )
    extra = [
        part.assign(payout=rows.index, account=rows["account"])
        for part, rows in ((out, payout), (back, failed))
    ]
    return pd.concat([moves, *extra], ignore_index=True), payout


def wallet_payouts(
    company: Company, moves: pd.DataFrame, shop: int, account: int, generator: np.random.Generator
) -> pd.DataFrame:
    """A wallet's withdrawals: four times a week, whole yuan, all that the future does not need.

    A few are refused by the bank (提现退票); the next payout then takes their money as well.
    """
    days = company.days[np.isin(weekday(company.days), PAYOUT_WEEKDAYS)]
    at = days * DAY + 10 * HOUR + 60 * (shop + 1) + generator.integers(0, 50, size=len(days))
    at += 20 * 60 * account
    room = available(own_movements(company, moves, shop, account), at)
    total = np.maximum.accumulate(np.maximum(room - RESERVE, 0) // 100 * 100)
    amount, at, days = keep_large(np.diff(total, prepend=0), at, days)
    failed = generator.random(len(amount)) < company.parameters["payouts"]["returned_share"]
    failed[-1:] = False
    failed[1:] &= ~failed[:-1]
    carried = np.where(np.roll(failed, 1), np.roll(amount, 1), 0)
    return pd.DataFrame(
        {
            "shop": shop,
            "account": account,
            "at": at,
            "amount": amount + carried,
            "failed": failed,
            "payout_id": payout_ids(company.shops[shop].number + 50 * account, days),
        }
    )


def payout_ids(shop_number: int, days: np.ndarray) -> pd.Series:
    """`TX`, day, shop and running number of each payout of a shop."""
    dates = pd.Series(days.astype("datetime64[D]").astype(str), dtype=str).str.replace("-", "")
    numbers = pd.Series(np.arange(1, len(days) + 1)).astype(str).str.zfill(4)
    return "TX" + dates + f"{shop_number:02d}" + numbers


def keep_large(amount, at, days):
    """Fold payouts below the least amount into the next one; what is left at the end stays."""
    kept, carry = [], 0
    for number, value in enumerate(amount.tolist()):
        carry += value
        if carry >= LEAST_PAYOUT:
            kept.append((number, carry))
            carry = 0
    place = np.array([entry[0] for entry in kept], dtype=np.int64)
    sums = np.array([entry[1] for entry in kept], dtype=np.int64)
    return sums, at[place], days[place]


def close_books(company: Company, moves: pd.DataFrame) -> pd.DataFrame:
    """Movements up to the last day in time order, numbered, with the wallet's running balance."""
    moves = moves[moves["at"] < company.end].copy()
    for column in ("payout", "case", "line", "batch"):
        moves[column] = moves[column].fillna(-1).astype(np.int64) if column in moves else -1
    for column in COMPONENTS:
        moves[column] = moves[column].fillna(0).astype(np.int64) if column in moves else 0
    moves["kind"] = moves["kind"].fillna("") if "kind" in moves else ""
    moves["is_out"] = moves["amount"] < 0
    moves = moves.sort_values(
        ["shop", "at", "is_out", "scene", "line", "amount"], kind="stable", ignore_index=True
    )
    moves["balance"] = moves.groupby(["shop", "account"])["amount"].cumsum()
    if (moves["balance"] < 0).any():
        shop = company.shops[int(moves.loc[moves["balance"] < 0, "shop"].iloc[0])].id
        raise ValueError(f"the wallet of {shop} would go below zero: simulate more orders per day")
    moves["number"] = np.arange(len(moves))
    return moves
