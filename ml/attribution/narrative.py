"""One sentence a finding, in English and Chinese, written from the figures of the bridge alone."""

from dataclasses import dataclass
from decimal import Decimal

EFFECTS = ["volume", "mix", "price", "fixed"]
EFFECTS_ZH = {"volume": "销量", "mix": "结构", "price": "单位成本", "fixed": "无销量成本"}
EFFECTS_EN = {
    "volume": "volume",
    "mix": "mix",
    "price": "unit cost",
    "fixed": "costs without pieces sold",
}
DIMENSIONS_ZH = {"company": "全公司", "account": "费用科目", "channel": "渠道", "category": "类目",
                 "region": "地区"}  # fmt: skip
DIMENSIONS_EN = {"company": "Company", "account": "Account", "channel": "Channel",
                 "category": "Category", "region": "Region"}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """The change of a cost between two periods, in yuan; the effects add up to `amount`.

    `name_zh`: what the sentence in Chinese calls the value.
    """

    period: str
    base_period: str
    dimension_type: str
    dimension_value: str
    name_zh: str
    base_amount: Decimal
    amount: Decimal
    effects: dict[str, Decimal]

    def __post_init__(self) -> None:
        """Raise ValueError unless the effects add up to the change."""
        if sum(self.effects.values(), Decimal(0)) != self.amount:
            raise ValueError(
                f"the effects on {self.dimension_value} add up to "
                f"{sum(self.effects.values(), Decimal(0))}, not to the change {self.amount}"
            )

    @property
    def driver(self) -> str:
        """The effect with the largest share of the change; ties go to the first of EFFECTS."""
        return max(EFFECTS, key=lambda name: (abs(self.effects[name]), -EFFECTS.index(name)))


def sentence_en(change: Change) -> str:
    """What happened to one cost, in English."""
    subject = f"{DIMENSIONS_EN[change.dimension_type]} {change.dimension_value}".removesuffix(
        " all"
    )
    verb = "rose" if change.amount > 0 else "fell" if change.amount < 0 else "did not change"
    moved = "" if change.amount == 0 else f" by ¥{abs(change.amount):,.2f}{_percent(change)}"
    parts = ", ".join(
        f"{EFFECTS_EN[name]} {_signed(change.effects[name])}" for name in _largest_first(change)
    )
    return (
        f"{subject}: cost {verb}{moved} from {change.base_period} to {change.period} "
        f"({parts or 'no effect'})."
    )


def sentence_zh(change: Change) -> str:
    """What happened to one cost, in Chinese."""
    value = "" if change.dimension_type == "company" else f"“{change.name_zh}”"
    verb = "上升" if change.amount > 0 else "下降" if change.amount < 0 else "持平"
    moved = "" if change.amount == 0 else f" {abs(change.amount):,.2f} 元{_percent_zh(change)}"
    parts = "，".join(
        f"{EFFECTS_ZH[name]} {_signed(change.effects[name])}" for name in _largest_first(change)
    )
    return (
        f"{DIMENSIONS_ZH[change.dimension_type]}{value}成本由 {change.base_period} 到 "
        f"{change.period} {verb}{moved}：{parts or '无影响'}。"
    )


def _largest_first(change: Change) -> list[str]:
    moved = [name for name in EFFECTS if change.effects[name]]
    return sorted(moved, key=lambda name: (-abs(change.effects[name]), EFFECTS.index(name)))


def _signed(amount: Decimal) -> str:
    return f"{amount:+,.2f}"


def _percent(change: Change) -> str:
    if change.base_amount <= 0:
        return ""
    return f" ({change.amount / change.base_amount:+.1%})"


def _percent_zh(change: Change) -> str:
    if change.base_amount <= 0:
        return ""
    return f"（{change.amount / change.base_amount:+.1%}）"
