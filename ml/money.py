"""Between the floats that models compute with and the exact cents that tables hold."""

from collections.abc import Iterable
from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike, NDArray

MICRO = Decimal("0.000001")


def to_cents(yuan: ArrayLike) -> NDArray[np.int64]:
    """Whole cents of float yuan, half up; raises ValueError on a value that is not finite."""
    values = np.asarray(yuan, dtype=float)
    if not np.isfinite(values).all():
        raise ValueError("an amount is not finite")
    return np.floor(np.round(values * 100, 6) + 0.5).astype(np.int64)


def from_cents(cents: Iterable[int]) -> list[Decimal]:
    """Decimal yuan of whole cents, with two places."""
    return [Decimal(int(value)).scaleb(-2) for value in cents]


def to_rate(value: float | None) -> Decimal | None:
    """A rate with six places; None where there is none (a ratio with nothing below it)."""
    if value is None or not np.isfinite(value):
        return None
    return Decimal(repr(float(value))).quantize(MICRO)
