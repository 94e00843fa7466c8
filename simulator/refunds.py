"""After-sale cases (售后): one row per case, with what goes back to whom and when."""

import numpy as np
import pandas as pd

from simulator import orders as fate
from simulator.clock import DAY, HOUR, NEVER
from simulator.company import Company
from simulator.money import times_rate

START = 3 * DAY  # of settlements, before a wallet can be charged
REFUND_ONLY, RETURN_AND_REFUND = "仅退款", "退货退款"
SUCCESS, CLOSED = "success", "closed"
REASONS = (
    "七天无理由退货",
    "质量问题",
    "商品与描述不符",
    "少件漏发",
    "不想要了",
    "未按约定时间发货",
)


def settle_instant(company: Company, line: pd.DataFrame) -> np.ndarray:
    """When the money is settled: days after completion, by line or by order, or at once."""
    generator = company.stream("settle")
    shop = line["shop"].to_numpy()
    low = company.by_shop(lambda platform: platform.settle_days[0] * DAY, shop)
    high = company.by_shop(lambda platform: platform.settle_days[1] * DAY, shop)
    moment = generator.random(len(line))
    first = np.flatnonzero(line["place"] == 0)[line["order"]]
    alone = company.by_shop(lambda platform: platform.baskets == "lines", shop)
    lag = low + (np.where(alone, moment, moment[first]) * (high - low)).astype(np.int64)
    return np.where(line["completed"] < NEVER, line["completed"] + lag, NEVER)


def able_from(line: pd.DataFrame) -> pd.Series:
    """By shop: when the settlements of its first days have filled the wallet."""
    return line[line["account"] == 0].groupby("shop")["settled"].min() + START


def start_quietly(line: pd.DataFrame) -> np.ndarray:
    """The fate of each line, without refunds that the empty account it paid into could not pay."""
    paid_back = line["fate"].isin([fate.RETURNED, fate.REFUND_ONLY, fate.PARTIAL])
    first = line.groupby(["shop", "account"])["settled"].transform("min")
    early = line["settled"] < first + START
    return np.where(paid_back & early, fate.KEPT, line["fate"])


def make_refunds(company: Company, line: pd.DataFrame) -> pd.DataFrame:
    """One row per case. Natural refunds end within 12 days of completion."""
    generator = company.stream("refunds")
    kinds = line["fate"].to_numpy()
    index = np.flatnonzero(~np.isin(kinds, [fate.KEPT, fate.UNPAID]))
    case = line.iloc[index].reset_index(drop=True)
    kind = kinds[index]
    size = len(index)
    share = generator.uniform(0.1, 0.5, size=size)
    part = np.clip(times_rate(case["payable"].to_numpy(), share), 1, None)
    partial = np.isin(kind, [fate.PARTIAL_EARLY, fate.PARTIAL])
    moment = generator.random(size)
    settled = case["settled"].to_numpy()
    completed = case["completed"].to_numpy()
    before = completed + HOUR + (moment * (settled - completed - 3 * HOUR)).astype(np.int64)
    after = settled + 4 * HOUR + (moment * 4 * DAY).astype(np.int64)
    early = np.isin(kind, [fate.CANCELLED, fate.RETURNED_EARLY, fate.LOST_EARLY])
    refunded = np.select([early, kind == fate.PARTIAL_EARLY], [case["closed"], before], after)
    goods_back = np.isin(kind, [fate.RETURNED_EARLY, fate.RETURNED])
    wait = np.where(
        goods_back,
        generator.integers(30 * HOUR, 40 * HOUR, size=size),
        generator.integers(600, HOUR // 2, size=size),
    )
    started = np.select(
        [early & (case["shipped"].to_numpy() < NEVER), kind == fate.CANCELLED],
        [
            np.maximum(refunded - wait, case["shipped"].to_numpy() + HOUR),
            case["paid"].to_numpy() + 60,
        ],
        np.maximum(refunded - wait, completed + 600),
    )
    amount = np.where(partial, part, case["payable"].to_numpy())
    freight = np.where(partial, 0, case["freight"].to_numpy())
    withdrawn = kind == fate.WITHDRAWN
    subsidies = case[["platform_discount", "influencer_discount", "payment_discount"]].sum(axis=1)
    return pd.DataFrame(
        {
            "line": index,
            "shop": case["shop"],
            "case_number": case_numbers(case, index),
            "applied": started,
            "refunded": np.where(withdrawn, NEVER, refunded),
            "finished": refunded,
            "status": np.where(withdrawn, CLOSED, SUCCESS),
            "case_type": np.where(goods_back, RETURN_AND_REFUND, REFUND_ONLY),
            "goods_amount": amount - freight,
            "freight_amount": freight,
            "amount": amount,
            "subsidy_amount": np.where(partial | withdrawn, 0, subsidies),
            "is_full": ~partial,
            "was_shipped": kind != fate.CANCELLED,
            "is_early": early,
            "before_settlement": kind == fate.PARTIAL_EARLY,
            "after_settlement": np.isin(kind, [fate.RETURNED, fate.REFUND_ONLY, fate.PARTIAL]),
            "returned_at": np.where(goods_back, refunded - 2 * HOUR, NEVER),
            "returned_quantity": np.where(goods_back, case["quantity"], 0),
            "reason": generator.integers(0, len(REASONS), size=size),
        }
    )


def case_numbers(case: pd.DataFrame, index: np.ndarray) -> np.ndarray:
    """Unique 18-digit after-sale numbers that grow with the order's time."""
    minutes = case["created"].to_numpy() // 60 % 100_000_000
    return 140_000_000_000_000_000 + minutes * 1_000_000_000 + index


def successful(refund: pd.DataFrame) -> pd.DataFrame:
    """The cases that move money."""
    return refund[refund["status"] == SUCCESS]
