"""Bank accounts: platform deposits, capital and every expense, with running balances."""

import numpy as np
import pandas as pd

from simulator.clock import DAY, HOUR, month_of, month_start
from simulator.company import Company

EXPENSE_BANK = "icbc_0001"
MARGIN = 20_000_000  # cents of capital beyond the deepest need


def entries(bank, at, amount, event, counterparty, purpose="", remark="") -> pd.DataFrame:
    """A frame of bank lines; amount signed cents, money in positive."""
    return pd.DataFrame(
        {"bank": bank, "at": at, "amount": amount, "event": event, "counterparty": counterparty,
         "purpose": purpose, "remark": remark}
    )  # fmt: skip


def deposits(company: Company, payout: pd.DataFrame) -> pd.DataFrame:
    """The bank line of every payout that arrives: the same day or one or two days later.

    Payouts that share a `merge` number arrive as one line with no payout id; missing ones never.
    """
    generator = company.stream("deposits")
    arrived = payout.assign(lag=generator.integers(0, 3, size=len(payout)))
    arrived["arrives"] = arrived["at"] + arrived["lag"] * DAY + 4 * HOUR
    arrived = arrived[~arrived["failed"] & ~arrived["missing"]]
    single = arrived[arrived["merge"] < 0]
    merged = arrived[arrived["merge"] >= 0].groupby("merge", as_index=False).agg(
        shop=("shop", "first"), arrives=("at", "max"), amount=("amount", "sum")
    )  # fmt: skip
    merged["arrives"] += 5 * HOUR
    banks, platform = company.shop_values("bank"), company.shop_values("platform")
    names = np.where(platform == "douyin", "抖音支付科技有限公司", "支付宝（中国）网络技术有限公司")
    summary = np.where(platform == "douyin", "抖音货款提现汇总", "支付宝提现汇总")
    shops = single["shop"].to_numpy()
    lone = entries(banks[shops], single["arrives"], single["amount"], "payout", names[shops], "货款提现",
                   "提现单号:" + single["payout_id"])  # fmt: skip
    shops = merged["shop"].to_numpy(dtype=np.int64)
    group = entries(banks[shops], merged["arrives"], merged["amount"], "payout", names[shops], "货款提现",
                    summary[shops])  # fmt: skip
    return pd.concat(
        [lone.assign(payout=single.index), group.assign(merge=merged["merge"])], ignore_index=True
    )


def expenses(company: Company, purchase, courier, vat_due: dict[int, int]) -> pd.DataFrame:
    """Suppliers, courier, wages, rent, packaging, VAT and bank charges, paid from one account."""
    settings = company.parameters["expenses"]
    months = np.unique(month_of(company.days * DAY)).tolist()
    parcels = courier.groupby(month_of(courier["at"].to_numpy()))["fee"].agg(["sum", "count"])
    bills = purchase.assign(month=month_of(purchase["at"].to_numpy()))
    bills = bills.groupby(["month", "supplier"])["gross"].sum()
    wage = (
        int(settings["wage_base"] + settings["wage_per_order_per_day"] * company.orders_per_day)
        * 100
    )
    rows = []

    def pay(month: int, day: int, hour: int, cents: int, event: str, who: str, why: str) -> None:
        if cents > 0:
            at = month_start(month) + (day - 1) * DAY + hour * HOUR
            rows.append((EXPENSE_BANK, at, -int(cents), event, who, why, ""))

    for month in months:
        name = str(np.datetime64(month, "M"))
        last = str(np.datetime64(month - 1, "M"))
        pay(month, 10, 9, wage, "wage", "员工工资代发户", f"{name} 工资")
        pay(
            month,
            5,
            10,
            settings["rent"] * 100,
            "rent",
            "杭州云仓物业管理有限公司",
            f"{name} 仓库房租",
        )
        pay(
            month,
            15,
            11,
            vat_due.get(month - 1, 0),
            "tax_payment",
            "国家金库杭州市支库",
            f"{last} 增值税",
        )
        for (bill_month, supplier), gross in bills.items():
            if bill_month == month - 1:
                pay(month, 25, 14, gross, "supplier_payment", supplier, f"{last} 采购货款")
        if month - 1 in parcels.index:
            fee, count = parcels.loc[month - 1, ["sum", "count"]]
            pay(month, 20, 15, fee, "courier_payment", "中通快递股份有限公司", f"{last} 快递费")
            pay(month, 22, 15, round(count * settings["packaging_per_parcel"] * 100), "packaging",
                "杭州绿盒包装有限公司", f"{last} 包装材料")  # fmt: skip
        pay(
            month,
            28,
            17,
            round(settings["charge_per_month"] * 100),
            "bank_charge",
            "",
            "账户服务费",
        )
    frame = pd.DataFrame(rows, columns=list(entries([], [], [], "", "").columns))
    return frame[frame["at"] < company.end]


def interest(company: Company, flows: pd.DataFrame) -> pd.DataFrame:
    """Quarterly interest on the balance of the day before the 21st of March, June, September, December."""
    rate = company.parameters["expenses"]["interest_rate_per_year"]
    rows = []
    for bank, own in flows.groupby("bank"):
        for month in np.unique(month_of(company.days * DAY)).tolist():
            at = month_start(month) + 20 * DAY + HOUR
            balance = int(own.loc[own["at"] < at, "amount"].sum())
            cents = int(balance * rate / 4)
            if month % 12 in (2, 5, 8, 11) and cents > 0 and at < company.end:
                rows.append((bank, at, cents, "interest", "", "存款结息", ""))
    return pd.DataFrame(rows, columns=list(flows.columns[:7]))


def capital(company: Company, flows: pd.DataFrame) -> pd.DataFrame:
    """Capital paid in on the first morning, enough that no account ever goes below its margin."""
    at = company.first_day * DAY + 9 * HOUR
    rows = []
    for bank, own in flows.sort_values(["at", "amount"], kind="stable").groupby("bank"):
        need = max(0, -int(own["amount"].cumsum().min()))
        margin = MARGIN if bank == EXPENSE_BANK else MARGIN // 20
        cents = -(-(need + margin) // 1_000_000) * 1_000_000
        rows.append((bank, at, cents, "capital", "股东", "投资款", "实收资本"))
    return pd.DataFrame(rows, columns=list(flows.columns[:7]))


def bank_statements(company: Company, flows: pd.DataFrame) -> pd.DataFrame:
    """Every line of every account in time order with its running balance and number."""
    flows = flows[flows["at"] < company.end].astype({"at": np.int64, "amount": np.int64})
    flows = pd.concat([capital(company, flows), flows], ignore_index=True)
    flows = pd.concat([flows, interest(company, flows)], ignore_index=True)
    flows = flows.astype({"at": np.int64, "amount": np.int64})
    flows = flows.sort_values(
        ["bank", "at", "event", "amount", "purpose"], kind="stable", ignore_index=True
    )
    flows["balance"] = flows.groupby("bank")["amount"].cumsum()
    flows["number"] = flows.groupby("bank").cumcount() + 1
    return flows
