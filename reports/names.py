"""What finance calls the codes of the tables: as the dimensions name them, else in our words."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

CHANNELS = "star.channel_dim"
PRODUCTS = "star.product_dim"
Words = Mapping[str, str]

# Members that no dimension has a name for.
MEMBERS = {
    "all": "全公司",
    "company": "公司",
    "total": "合计",
    "unknown": "未知",
    "untagged": "未归属",
}
DIMENSIONS = {
    "company": "全公司",
    "account": "费用科目",
    "channel": "渠道",
    "category": "类目",
    "region": "地区",
}
PERIODS = {"day": "日", "week": "周", "month": "月", "quarter": "季", "year": "年"}
FORECASTS = {"backtest": "回测", "forecast": "预测"}
MODELS = {"seasonal_naive": "季节朴素", "bottom_up": "自下而上汇总"}
ALERTS = {"normal": "正常", "watch": "关注", "alert": "预警", "no_benchmark": "无基准"}
RECONCILIATIONS = {
    "order_to_settlement": "订单 ↔ 结算",
    "settlement_to_fund": "结算 ↔ 资金流水",
    "payout_to_bank": "提现 ↔ 银行",
    "order_to_cost": "订单 ↔ 成本",
    "ad_top_up_to_spend": "广告充值 ↔ 广告户",
    "courier_to_parcel": "快递账单 ↔ 运单",
    "fee_to_order": "费用 ↔ 订单",
    "refund_to_period": "退款 ↔ 期间",
    "bill_line": "账单行未入账",
    "version": "重新出账",
    "identity": "行内勾稽",
    "download": "重复下载",
}
OWNERS = {
    "settlement_accountant": "结算会计",
    "general_ledger_accountant": "总账会计",
    "cost_accountant": "成本会计",
    "treasury": "资金",
    "advertising": "广告",
    "logistics": "物流",
    "finance": "财务",
}


@dataclass(frozen=True)
class Names:
    """Chinese names by code. A code without a name keeps itself."""

    platforms: Words
    shops: Words
    channels: Words
    products: Words


def read_names(frames: Mapping[str, pd.DataFrame]) -> Names:
    """The names of the rows of CHANNELS and PRODUCTS, and of the members they do not hold."""
    channels, products = frames[CHANNELS], frames[PRODUCTS]
    return Names(
        platforms=_names(channels["platform_code"], channels["platform_name"]),
        shops=_names(channels["shop_id"], _shop_names(channels)),
        channels=channel_names(channels),
        products=_names(products["product_key"], products["product_name"]),
    )


def channel_names(channels: pd.DataFrame) -> Words:
    """The name of each channel of CHANNELS, its shop and its traffic source: 抖音旗舰店·直播."""
    names = _shop_names(channels) + "·" + channels["traffic_source_name"]
    return _names(channels["channel_id"], names)


def dimension_names(channels: Words) -> dict[str, Words]:
    """The names of the values of each dimension of the costs."""
    return {**dict.fromkeys(DIMENSIONS, MEMBERS), "channel": channels}


def _shop_names(channels: pd.DataFrame) -> pd.Series:
    """The shops' names, with the platform's before those that do not tell it."""
    pairs = zip(channels["platform_name"], channels["shop_name"], strict=True)
    names = [shop if platform in shop else f"{platform} {shop}" for platform, shop in pairs]
    return pd.Series(names, index=channels.index, dtype=object)


def _names(codes: pd.Series, names: pd.Series) -> Words:
    return {**dict(zip(codes, names, strict=True)), **MEMBERS}


def named(frame: pd.DataFrame, words: Words, code: str, name: str) -> pd.DataFrame:
    """`frame` with a column `name`: what the codes of the column `code` are called."""
    return frame.assign(**{name: [words.get(value, value) for value in frame[code]]})


def worded(frame: pd.DataFrame, words: Words, column: str) -> pd.DataFrame:
    """`frame` with the name of each code of the column before it: 预测 forecast."""
    return frame.assign(**{column: [f"{words[v]} {v}" if v in words else v for v in frame[column]]})
