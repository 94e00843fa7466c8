"""Bank accounts: platform deposits, capital and every expense, with running balances."""

import numpy as np
import pandas as pd

from simulator.clock import DAY, HOUR, month_of, month_start, month_text
from simulator.company import Company

COLUMNS = ("bank", "at", "amount", "event", "counterparty", "purpose", "remark")
MARGIN = 20_000_000  # cents of capital beyond the deepest need


def entries(bank, at, amount, *, event, counterparty, purpose="", remark="") -> pd.DataFrame:
    """A frame of bank lines; amount signed cents, money in positive."""
    return pd.DataFrame(
        {
            "bank": bank,
            "at": at,
            "amount": amount,
            "event": event,
            "counterparty": counterparty,
            "purpose": purpose,
            "remark": remark,
        }
    )


def deposits(company: Company, payout: pd.DataFrame) -> pd.DataFrame:
    """The bank line of every payout that arrives: the same day or one or two days later.

    Payouts that share a `merge` number arrive as one line with no payout id; missing ones never.
    """
    generator = company.stream("deposits")
    arrived = payout.assign(lag=generator.integers(0, 3, size=len(payout)))
    arrived["arrives"] = arrived["at"] + arrived["lag"] * DAY + 4 * HOUR
    arrived = arrived[~arrived["failed"] & ~arrived["missing"]]
    single = arrived[arrived["merge"] < 0]
    merged = (
        arrived[arrived["merge"] >= 0]
        .groupby("merge", as_index=False)
        .agg(shop=("shop", "first"), arrives=("at", "max"), amount=("amount", "sum"))
    )
    merged["arrives"] += 5 * HOUR
    banks, every = company.shop_values("bank"), np.arange(len(company.shops))
    names = company.by_shop(lambda platform: platform.payer, every)
    summary = company.by_shop(lambda platform: platform.payout_summary, every)
    shops = single["shop"].to_numpy()
    lone = entries(
        banks[shops],
        single["arrives"],
        single["amount"],
        event="payout",
        counterparty=names[shops],
        purpose="货款提现",
        remark="提现单号:" + single["payout_id"],
    )
    shops = merged["shop"].to_numpy(dtype=np.int64)
    group = entries(
        banks[shops],
        merged["arrives"],
        merged["amount"],
        event="payout",
        counterparty=names[shops],
        purpose="货款提现",
        remark=summary[shops],
    )
    return pd.concat(
        [lone.assign(payout=single.index), group.assign(merge=merged["merge"])], ignore_index=True
    )


def expenses(company: Company, purchase, courier, vat_due: dict[int, int]) -> pd.DataFrame:
    """Suppliers, couriers, wages, rent, packaging, VAT and bank charges."""
    months = np.unique(month_of(company.days * DAY)).tolist()
    months_of = month_of(courier["at"].to_numpy())
    parcels = courier.groupby([months_of, "courier"])["fee"].agg(["sum", "count"])
    bills = purchase.assign(month=month_of(purchase["at"].to_numpy()))
    bills = bills.groupby(["month", "supplier"])["gross"].sum()
    rows = [
        (
            paying_account(company, event),
            month_start(month) + (day - 1) * DAY + 10 * HOUR,
            -cents,
            event,
            who,
            why,
            "",
        )
        for month in months
        for day, cents, event, who, why in (
            *fixed_costs(company, month),
            *bills_of_last_month(company, month, bills, parcels),
            (15, vat_due.get(month - 1, 0), "tax_payment", "国家金库杭州市支库", "增值税"),
        )
        if cents > 0
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))[lambda frame: frame["at"] < company.end]


def paying_account(company: Company, event: str) -> str:
    """The bank account that pays a kind of expense."""
    banks = company.parameters["banks"]
    return banks.get(event, banks["other"])


def fixed_costs(company: Company, month: int):
    """Wages, rent and bank charges of a month: day, cents, event, who is paid, why."""
    settings = company.parameters["expenses"]
    wage = settings["wage_base"] + settings["wage_per_order_per_day"] * company.orders_per_day
    name = month_text(month)
    yield 10, int(wage) * 100, "wage", "员工工资代发户", f"{name} 工资"
    yield 5, settings["rent"] * 100, "rent", "杭州云仓物业管理有限公司", f"{name} 仓库房租"
    yield 28, round(settings["charge_per_month"] * 100), "bank_charge", "", "账户服务费"


def bills_of_last_month(company: Company, month: int, bills: pd.Series, parcels: pd.DataFrame):
    """Suppliers, courier and packaging of the month before: day, cents, event, who, why."""
    last, name = month - 1, month_text(month - 1)
    if last in bills.index:
        for supplier, gross in bills.loc[last].items():
            yield 25, int(gross), "supplier_payment", supplier, f"{name} 采购货款"
    if last in parcels.index:
        own = parcels.loc[last]
        for courier, fee in own["sum"].items():
            payee = company.parameters["couriers"][courier]["payee"]
            yield 20, int(fee), "courier_payment", payee, f"{name} 快递费"
        each = company.parameters["expenses"]["packaging_per_parcel"]
        cents = round(int(own["count"].sum()) * each * 100)
        yield 22, cents, "packaging", "杭州绿盒包装有限公司", f"{name} 包装材料"


def interest(company: Company, flows: pd.DataFrame) -> pd.DataFrame:
    """Quarterly interest (结息) on the balance at the 21st of March, June, September, December."""
    rate = company.parameters["expenses"]["interest_rate_per_year"]
    rows = []
    for bank, own in flows.groupby("bank"):
        for month in np.unique(month_of(company.days * DAY)).tolist():
            at = month_start(month) + 20 * DAY + HOUR
            balance = int(own.loc[own["at"] < at, "amount"].sum())
            cents = int(balance * rate / 4)
            if month % 12 in (2, 5, 8, 11) and cents > 0 and at < company.end:
                rows.append((bank, at, cents, "interest", "", "存款结息", ""))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def capital(company: Company, flows: pd.DataFrame) -> pd.DataFrame:
    """Capital paid in on the first morning, enough that no account ever goes below its margin."""
    at = company.first_day * DAY + 9 * HOUR
    rows = []
    for bank, own in flows.sort_values(["at", "amount"], kind="stable").groupby("bank"):
        need = max(0, -int(own["amount"].cumsum().min()))
        margin = MARGIN if bank == company.parameters["banks"]["other"] else MARGIN // 20
        cents = -(-(need + margin) // 1_000_000) * 1_000_000
        rows.append((bank, at, cents, "capital", "股东", "投资款", "实收资本"))
    return pd.DataFrame(rows, columns=list(COLUMNS))


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
