"""Demand by day: trend, weekday, season, 春节, 年货节, 618, 双11, 双12."""

from datetime import date, timedelta

import numpy as np
from lunardate import LunarDate

from simulator.clock import day_number, to_date, weekday


def _ramp(days: np.ndarray, first: date, last: date, base: float, peaks: dict[date, float]):
    """`base` from first to last, a higher factor on the peak days, 1 elsewhere."""
    factor = np.where((days >= day_number(first)) & (days <= day_number(last)), base, 1.0)
    for day, height in peaks.items():
        factor = np.where(days == day_number(day), height, factor)
    return factor


def festival_factor(days: np.ndarray) -> np.ndarray:
    """Factor of each day number from the shopping festivals and 春节."""
    factor = np.ones(len(days))
    for year in range(to_date(days[0]).year - 1, to_date(days[-1]).year + 2):
        new_year = LunarDate(year, 1, 1).to_solar_date()
        factor *= _ramp(
            days,
            date(year, 5, 31),
            date(year, 6, 18),
            1.35,
            {date(year, 6, 1): 2.2, date(year, 6, 18): 2.6},
        )
        factor *= _ramp(
            days,
            date(year, 10, 31),
            date(year, 11, 11),
            1.5,
            {date(year, 11, 1): 2.8, date(year, 11, 11): 3.4},
        )
        factor *= _ramp(
            days, date(year, 12, 10), date(year, 12, 12), 1.4, {date(year, 12, 12): 1.9}
        )
        factor *= _ramp(days, new_year - timedelta(24), new_year - timedelta(8), 1.3, {})
        factor *= _ramp(days, new_year - timedelta(4), new_year + timedelta(6), 0.4, {})
    return factor


def is_festival(days: np.ndarray) -> np.ndarray:
    """Days on which deep discounts run."""
    return festival_factor(days) > 1.25


def presale_final_instant(days: np.ndarray) -> np.ndarray:
    """When the final payment (尾款) of a pre-sale made on each day falls due; 0 = no pre-sale."""
    due = np.zeros(len(days), dtype=np.int64)
    for year in range(to_date(days[0]).year, to_date(days[-1]).year + 1):
        for first, last, final in (
            (date(year, 5, 20), date(year, 5, 30), date(year, 5, 31)),
            (date(year, 10, 20), date(year, 10, 30), date(year, 10, 31)),
        ):
            inside = (days >= day_number(first)) & (days <= day_number(last))
            due = np.where(inside, day_number(final) * 86_400 + 20 * 3_600, due)
    return due


def base_demand(days: np.ndarray, parameters: dict) -> np.ndarray:
    """Relative demand of each day; only its shape matters."""
    months = np.array([to_date(day).month - 1 for day in days])
    trend = (1 + parameters["trend_per_year"]) ** ((days - days[0]) / 365.0)
    week = np.array(parameters["weekday"])[weekday(days)]
    season = np.array(parameters["month"])[months]
    return trend * week * season * festival_factor(days)
