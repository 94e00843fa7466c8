"""The simulated company: determinism, natural limits, planted faults, truth that ties."""

import hashlib
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from simulator.clock import DAY, NEVER, month_of
from simulator.company import closing_instant, read_parameters
from simulator.files.encode import headers
from simulator.orders import FATES
from tests.python.simulator.bills import amounts, read_all
from tests.python.simulator.conftest import write_company

LUMPED = ("kuaishou", "xhs", "jd")  # the settlement's components, the wallet's amount
FAULTS = {
    "settlement_missing", "short_payment", "double_fee", "late_refund", "deposit_missing",
    "merged_deposit", "sku_cost_mismatch", "duplicate_download", "unknown_fee_scene",
}  # fmt: skip


def digests(folder):
    """sha256 of every file below a folder, by relative name."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_same_seed_same_bytes_other_seed_other_bytes(tmp_path):
    first, again, other = (
        write_company(tmp_path / name, seed, months=2, orders_per_day=12)
        for name, seed in (("first", 5), ("again", 5), ("other", 6))
    )
    assert digests(first.inbox) == digests(again.inbox)
    assert digests(first.truth_folder) == digests(again.truth_folder)
    mine, theirs = digests(first.inbox), digests(other.inbox)
    shared = set(mine) & set(theirs)
    assert shared
    assert sum(mine[name] == theirs[name] for name in shared) < len(shared) / 10


def test_every_fault_kind_is_planted(company):
    counts = company.truth["fault"].groupby("fault_code").size()
    assert set(counts.index) == FAULTS == set(read_parameters()["faults"])
    least = {code: entry["least"] for code, entry in read_parameters()["faults"].items()}
    assert all(counts[code] >= least[code] for code in FAULTS)


def test_faults_do_not_share_an_order(company):
    order = company.truth["fault"]["order_id"]
    assert order[order != ""].is_unique


def test_every_fate_happens(company):
    assert set(company.world.line["fate"]) == set(range(len(FATES)))


def test_settlement_is_within_fifteen_days_of_completion(company):
    line = company.world.line[company.world.line["completed"] < NEVER]
    lag = line["settled"] - line["completed"]
    assert lag.between(0, 15 * DAY).all()
    assert (lag > 0).any()


def test_natural_refunds_are_within_twelve_days_of_completion(company):
    world = company.world
    late = set(world.faults.chosen["late_refund"])
    refund = world.refund[~world.refund["is_early"] & (world.refund["refunded"] < NEVER)]
    natural = refund[~refund["line"].isin(late)]
    completed = world.line.loc[natural["line"], "completed"].to_numpy()
    assert (natural["refunded"].to_numpy() > completed).all()
    assert (natural["refunded"].to_numpy() <= completed + 12 * DAY).all()
    assert (natural["refunded"].to_numpy() < closing_instant(month_of(completed))).all()
    planted = refund[refund["line"].isin(late)]
    closing = closing_instant(month_of(world.line.loc[planted["line"], "completed"].to_numpy()))
    assert len(planted) >= 2
    assert (planted["refunded"].to_numpy() >= closing).all()


def test_partial_refunds_stay_below_the_payment(company):
    refund = company.world.refund
    payable = company.world.line.loc[refund["line"], "payable"].to_numpy()
    partial = ~refund["is_full"].to_numpy()
    assert partial.any()
    assert (refund["amount"].to_numpy()[partial] < payable[partial]).all()
    assert (refund["amount"].to_numpy()[~partial] == payable[~partial]).all()
    assert (refund["goods_amount"] >= 0).all()


def test_payouts_reach_the_bank_within_three_days(company):
    world = company.world
    bank = world.bank[world.bank["event"] == "payout"]
    single = bank[bank["payout"].notna()]
    payout = world.payout.loc[single["payout"].astype(int)]
    assert (single["amount"].to_numpy() == payout["amount"].to_numpy()).all()
    lag = single["at"].to_numpy() - payout["at"].to_numpy()
    assert ((lag > 0) & (lag <= 3 * DAY)).all()
    merged = bank[bank["merge"].notna()]
    groups = world.payout[world.payout["merge"] >= 0].groupby("merge")
    assert len(merged) == groups.ngroups > 0
    assert (
        dict(zip(merged["merge"].astype(int), merged["amount"], strict=True))
        == groups["amount"].sum().to_dict()
    )
    assert ((groups["at"].max() // DAY - groups["at"].min() // DAY) <= 3).all()
    assert (groups.size() > 1).all()


def test_wallets_and_banks_never_go_below_zero(company):
    assert (company.world.moves["balance"] >= 0).all()
    assert (company.world.bank["balance"] > 0).all()


def test_lines_go_through_life_in_order(company):
    line = company.world.line
    steps = [
        line[name].to_numpy() for name in ("created", "paid", "shipped", "completed", "settled")
    ]
    for earlier, later in pairwise(steps):
        assert ((earlier < later) | (later == NEVER) | ((earlier == later) & (later < NEVER))).all()
    assert ((line["closed"] < NEVER) ^ (line["completed"] < NEVER)).all()


def test_rings_share_an_address_and_a_device(company):
    ring = company.truth["ring"]
    assert len(ring) > 0
    shared = ring.groupby("ring_id")[["address", "device", "customer_number"]].nunique()
    assert (shared == 1).all(axis=None)
    assert ring["order_id"].is_unique


def test_ads_only_add_what_the_truth_says(company):
    truth = company.truth["ad_contribution"]
    line = company.truth["order_line"]
    caused = line[line["is_caused_by_ads"] & (line["ordered_at"].notna())]
    assert set(caused["shop_id"]) == set(truth.loc[truth["spend_amount"] > 0, "shop_id"])
    gross = company.world.line
    gross = gross[gross["from_ads"] & (gross["paid"] < NEVER)]["gross"].sum()
    assert sum(truth["incremental_gross_amount"]) == Decimal(int(gross)) / 100


def test_truth_ties_to_the_order_files(company):
    forms = (("dy*/订单导出_*", "douyin_order"), ("dy*/旧版订单导出_*", "douyin_order_v74"))
    files = [read_all(company.inbox, pattern, headers()[code]) for pattern, code in forms]
    files = pd.concat(files).drop_duplicates("子订单编号", keep="last")
    truth = company.truth["order_line"].set_index("sub_order_id")
    truth = truth[truth["platform_code"] == "douyin"]
    assert set(files["子订单编号"]) == set(truth.index)
    payable = amounts(files.set_index("子订单编号")["订单应付金额"])
    assert (payable == truth["payable_amount"].reindex(payable.index)).all()


def test_truth_months_tie_to_truth_lines(company):
    line, total = company.truth["order_line"], company.truth["month_total"]
    done = line[line["order_status_code"] == "completed"]
    assert sum(done["gross_amount"]) == sum(total["sales_gross"])
    assert (total["revenue_net"] + total["vat"] == total["revenue_gross"]).all()
    invoice = company.truth["invoice"]
    assert sum(invoice["gross_amount"]) == sum(total["revenue_gross"])
    assert sum(invoice["vat_amount"]) == sum(total["vat"])


def test_components_add_up_to_their_movements(company):
    part, link = company.truth["money_component"], company.truth["bill_line_link"]
    fund = link[link["bill_kind"] == "fund_flow"]
    moved = fund.groupby(["owner_id", "flow_number"])["amount"].sum()
    parts = part.groupby(["shop_id", "flow_number"])["amount"].sum()
    lack = (parts - moved.reindex(parts.index)).groupby(level=0).sum()[lambda gap: gap != 0]
    fault = company.truth["fault"]
    lumped = (fault["fault_code"] == "short_payment") & fault["platform_code"].isin(LUMPED)
    assert lack.to_dict() == fault[lumped].groupby("shop_id")["amount"].sum().to_dict()
    assert set(parts.index) == set(moved.index)
    numbered = fund[fund["owner_id"].isin(["dy01", "dy02", "tm01", "ks01"])]
    numbered = numbered[~numbered["flow_number"].str.startswith("4200")]
    assert not numbered.duplicated(["owner_id", "flow_number"]).any()


def test_duplicate_download_is_the_same_bytes(company):
    fault = company.truth["fault"]
    for row in fault[fault["fault_code"] == "duplicate_download"].itertuples():
        first, copy = company.inbox / row.match_key, company.inbox / row.group_keys.split("|")[0]
        assert first != copy
        assert first.read_bytes() == copy.read_bytes()


def test_wrong_costs_are_the_planted_ones(company):
    world = company.world
    card = world.company.cost_at(world.out["sku"].to_numpy(), world.out["at"].to_numpy())
    wrong = world.out["line"].to_numpy()[card != world.out["unit_cost"].to_numpy()]
    assert sorted(wrong) == sorted(world.faults.chosen["sku_cost_mismatch"])


def test_too_small_a_company_still_works_or_says_why(tmp_path):
    try:
        write_company(tmp_path, seed=3, months=1, orders_per_day=4)
    except ValueError as error:
        assert "orders per day" in str(error)  # noqa: PT017


@pytest.mark.parametrize("name", ["orders", "life", "faults"])
def test_streams_are_independent_of_each_other(company, name):
    one, two = (company.world.company.stream(name).integers(0, 2**32, 4) for _ in range(2))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, company.world.company.stream(name + "x").integers(0, 2**32, 4))
