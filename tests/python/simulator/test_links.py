"""Every settlement line in the written bills has one link to its order, and every link a line."""

import pandas as pd
import pytest

from simulator.files.platforms import WRITERS
from simulator.truth import SCENE_LINKS
from tests.python.simulator.bills import amounts
from tests.python.simulator.test_platforms import bills

KEY = [
    "owner_id", "flow_number", "item_name", "order_id", "sub_order_id", "link_kind", "amount", "at",
]  # fmt: skip
SETTLED = ("douyin", "kuaishou", "xhs", "jd")
STAGES = {"普通订单": "sale", "定金(尾款已支付)": "deposit", "尾款(已支付)": "final"}
JD_DOCUMENTS = {"订单": "sale", "售后服务单": "refund", "其他": "fee"}


def keyed(rows: pd.DataFrame, **columns) -> pd.DataFrame:
    """The key of each line, from what its bill prints; blank where it prints nothing."""
    key = {"owner_id": rows["_folder"], "flow_number": "", "item_name": "", **columns}
    return pd.DataFrame({**key, "amount": amounts(columns["amount"])}, index=rows.index)[KEY]


def douyin_lines(company) -> pd.DataFrame:
    rows = bills(company, "douyin_settlement")
    back = rows["结算单类型"].str.startswith("结算后退款")
    return keyed(
        rows,
        order_id=rows["订单号"],
        sub_order_id=rows["子订单号"],
        link_kind=rows["订单类型"].map(STAGES).mask(back, "refund"),
        amount=rows["结算金额"],
        at=rows["结算时间"],
    )


def kuaishou_lines(company) -> pd.DataFrame:
    rows = bills(company, "kuaishou_settlement")
    return keyed(
        rows,
        order_id=rows["订单号"],
        sub_order_id=rows["订单号"],
        link_kind=rows["结算规则"].map({"确认收货后结算": "sale", "售后退款": "refund"}),
        amount=rows["实际结算金额(元)"],
        at=rows["实际结算时间"],
    )


def xhs_lines(company) -> pd.DataFrame:
    goods = bills(company, "xhs_order").drop_duplicates("订单号").set_index("订单号")["规格ID"]

    def own(rows, **columns):
        return keyed(
            rows,
            order_id=rows["订单号"],
            sub_order_id=rows["订单号"] + ":" + rows["订单号"].map(goods),
            amount=rows["动账金额"],
            at=rows["结算时间"],
            **columns,
        )

    rows, services = bills(company, "xhs_settlement"), bills(company, "xhs_other_service")
    kind = rows["交易类型"].map({"结算入账": "sale", "退款": "refund"})
    charged = own(services, link_kind="fee", flow_number=services["业务单据号"])
    return pd.concat([own(rows, link_kind=kind), charged])


def jd_lines(company) -> pd.DataFrame:
    rows = bills(company, "jd_bill")
    return keyed(
        rows,
        order_id=rows["订单编号"],
        sub_order_id=rows["订单编号"] + ":" + rows["商品编号"],
        link_kind=rows["单据类型"].map(JD_DOCUMENTS),
        amount=rows["金额"],
        at=rows["费用结算时间"],
        flow_number=rows["单据编号"],
        item_name=rows["费用项"],
    )


LINES = {"douyin": douyin_lines, "kuaishou": kuaishou_lines, "xhs": xhs_lines, "jd": jd_lines}


def links(company, bill_kind: str, platform: str) -> pd.DataFrame:
    """The truth's links of a kind of bill of a platform's shops."""
    shops = [shop.id for shop in company.world.company.shops if shop.platform == platform]
    link = company.truth["bill_line_link"]
    own = link[(link["bill_kind"] == bill_kind) & link["owner_id"].isin(shops)]
    return own.assign(at=own["occurred_at"].astype(str))


def test_every_platform_that_settles_before_it_pays_has_links(company):
    platforms = company.world.company.platforms
    assert set(SETTLED) == {code for code in WRITERS if platforms[code].is_settled}
    for code in WRITERS:
        assert links(company, "settlement", code).empty == (code not in SETTLED)


@pytest.mark.parametrize("platform", SETTLED)
def test_a_settlement_line_has_one_link_and_a_link_one_line(company, platform):
    lines, link = LINES[platform](company), links(company, "settlement", platform)
    assert len(lines) > 0
    assert lines.notna().all(axis=None)
    assert not lines.duplicated(KEY).any()
    assert not link.duplicated(KEY).any()
    both = lines.merge(link[KEY], how="outer", on=KEY, indicator="found_in")
    assert set(both["found_in"]) == {"both"}


def test_links_name_every_stage_of_an_order(company):
    kinds = {code: set(links(company, "settlement", code)["link_kind"]) for code in SETTLED}
    assert kinds == {
        "douyin": {"sale", "deposit", "final", "refund"},
        "kuaishou": {"sale", "refund"},
        "xhs": {"sale", "refund", "fee"},
        "jd": {"sale", "refund", "fee"},
    }


def test_a_link_names_an_order_or_a_payout_or_says_that_it_is_nobodys(company):
    link = company.truth["bill_line_link"]
    named = (link["order_id"] != "", link["payout_id"] != "")
    assert (named[0] == link["link_kind"].isin(["sale", "deposit", "final", "refund", "fee"])).all()
    assert (named[1] == (link["link_kind"] == "payout")).all()
    assert ((link["sub_order_id"] != "") == named[0]).all()
    assert set(company.world.moves["scene"]) == set(SCENE_LINKS)


def test_a_payout_leaves_a_wallet_and_reaches_a_bank(company):
    link = company.truth["bill_line_link"]
    paid = link[link["link_kind"] == "payout"]
    left = paid[paid["bill_kind"] == "fund_flow"].groupby("payout_id")["amount"].sum()
    banked = paid[paid["bill_kind"] == "bank"]
    named = banked["payout_id"].str.split("+")
    assert (named.str.len() > 1).any()
    each = named.explode()
    assert each.is_unique
    assert set(each) <= set(left.index)
    sums = -left.reindex(each).groupby(each.index).sum()
    assert (sums == banked["amount"]).all()
