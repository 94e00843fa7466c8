"""Money in whole cents (int64 arrays): rates, VAT and shares, always rounded half up."""

import numpy as np

PER_MILLION = 1_000_000


def times_rate(cents: np.ndarray, rate: np.ndarray | float) -> np.ndarray:
    """Non-negative cents × rate (six decimals), rounded half up to whole cents."""
    millionths = np.rint(np.asarray(rate) * PER_MILLION).astype(np.int64)
    return (cents * millionths * 2 + PER_MILLION) // (2 * PER_MILLION)


def vat_in_gross(gross: np.ndarray, percent: np.ndarray) -> np.ndarray:
    """VAT contained in non-negative gross cents: round half up of gross·r/(1+r), r in per cent."""
    divisor = 100 + percent
    return (2 * gross * percent + divisor) // (2 * divisor)


def vat_on_net(net: np.ndarray, percent: np.ndarray) -> np.ndarray:
    """VAT on top of non-negative net cents, rounded half up, r in per cent."""
    return (2 * net * percent + 100) // 200


def share(amount: np.ndarray, part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Non-negative amount · part / whole, rounded half up; 0 where whole is 0."""
    divisor = np.maximum(whole, 1)
    return np.where(whole > 0, (2 * amount * part + divisor) // (2 * divisor), 0)
