"""Time as naive Beijing seconds since 1970 (int64), days as whole days since 1970."""

from datetime import date

import numpy as np

DAY = 86_400
HOUR = 3_600
NEVER = 2**60


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def to_date(day: int) -> date:
    """The date of a day number."""
    return date.fromordinal(date(1970, 1, 1).toordinal() + int(day))


def day_of(seconds: np.ndarray) -> np.ndarray:
    """Day number of each instant."""
    return np.asarray(seconds) // DAY


def month_of(seconds: np.ndarray) -> np.ndarray:
    """Month number (months since 1970-01) of each instant; NEVER stays out of range."""
    days = np.minimum(day_of(seconds), 200_000).astype("datetime64[D]")
    return days.astype("datetime64[M]").astype(np.int64)


def month_start(month: int) -> int:
    """First second of a month number."""
    return int(np.datetime64(int(month), "M").astype("datetime64[s]").astype(np.int64))


def month_text(month: int) -> str:
    """`YYYY-MM` of a month number."""
    return str(np.datetime64(int(month), "M"))


def weekday(days: np.ndarray) -> np.ndarray:
    """0 Monday … 6 Sunday of day numbers."""
    return (np.asarray(days) + 3) % 7
