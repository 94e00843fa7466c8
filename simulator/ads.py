"""Advertising: spend, adstock carry-over, saturation and the orders that exist because of it."""

from dataclasses import dataclass

import numpy as np

from simulator.company import Company
from simulator.money import times_rate

MEAN_BASKET = 16_000  # cents; only sets the scale of the spend plan


@dataclass(frozen=True)
class AdPlan:
    """Per day × shop: spend in cents, adstock, and orders per day that the spend brings."""

    spend: np.ndarray
    adstock: np.ndarray
    orders: np.ndarray


def adstock(spend: np.ndarray, decay: float) -> np.ndarray:
    """Carry-over A_t = spend_t + decay · A_{t-1}, along the first axis."""
    carried = np.zeros_like(spend, dtype=np.float64)
    level = np.zeros(spend.shape[1])
    for day in range(len(spend)):
        level = spend[day] + decay * level
        carried[day] = level
    return carried


def saturate(carried: np.ndarray, half: float) -> np.ndarray:
    """Response A/(A + half · mean A): 0 … 1, half reached at `half` mean adstocks."""
    scale = half * np.maximum(carried.mean(axis=0), 1.0)
    return carried / (carried + scale)


def plan_ads(company: Company, demand: np.ndarray) -> AdPlan:
    """Spend follows demand with its own noise; the response is scaled to the configured share."""
    settings = company.parameters["ads"]
    generator = company.stream("ads")
    shape = demand / demand.mean()
    noise = generator.lognormal(0.0, 0.35, size=(len(demand), len(company.shops)))
    daily = company.orders_per_day * MEAN_BASKET * company.shop_values("weight")
    budget = np.rint(daily * shape[:, None] ** 0.8 * noise).astype(np.int64)
    spend = times_rate(budget, company.shop_values("ad_share")[None, :])
    spend = np.where(generator.random(spend.shape) < 0.04, 0, spend)
    carried = adstock(spend, settings["decay"])
    response = saturate(carried, settings["saturation"])
    mean = np.maximum(response.mean(axis=0), 1e-9)
    share = company.orders_per_day * company.shop_values("weight") * settings["demand_share"]
    return AdPlan(spend, carried, response / mean * share * (spend.sum(axis=0) > 0))
