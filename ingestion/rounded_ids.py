"""Ids whose ends a spreadsheet has lost: how far zeros go beyond what chance allows.

A spreadsheet keeps 15 digits of a number and writes zeros after them. A good id of 19 digits ends
so once in 10,000 times, one of 16 digits once in ten; where all ids are even, twice as often.
"""

import math
from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

KEPT_DIGITS = 15
# As likely by chance: lines are held below the first, a file is refused below the second.
HELD_BELOW = math.log(1e-3)
REFUSED_BELOW = math.log(1e-9)
_ZEROS_FROM_16 = rf"^[0-9]{{{KEPT_DIGITS}}}0+$"
_PROBE_CELLS = 2_000
# So many good ids tell by their last digits whether ids go up in even steps.
_TELLING_IDS = 20


def ends_in_zeros(ids: pa.Array) -> np.ndarray:
    """Return the boolean mask of the ids of 16 digits and more with only zeros after the 15th."""
    found = pc.fill_null(pc.ends_with(ids, "0"), False).to_numpy(zero_copy_only=False).copy()
    if found.any():
        candidates = ids.filter(pa.array(found))
        is_rounded = pc.match_substring_regex(candidates, _ZEROS_FROM_16)
        found[found] = is_rounded.to_numpy(zero_copy_only=False)
    return found


def log_chances(ids: pa.Array, is_rounded: np.ndarray) -> np.ndarray:
    """Return of each rounded id the logarithm of the chance of it, 0 for an id that is not rounded.

    It is the chance that good ids of its length end in zeros as often as these do, or more. An id
    that is repeated counts once.
    """
    chances = np.zeros(len(ids))
    lengths = pc.fill_null(pc.binary_length(ids), 0).to_numpy(zero_copy_only=False)
    for length in np.unique(lengths[is_rounded]).tolist():
        is_alike = lengths == length
        count = len(pc.unique(ids.filter(pa.array(is_alike & is_rounded))))
        expected = _expected(ids.filter(pa.array(is_alike)), length - KEPT_DIGITS)
        chances[is_alike & is_rounded] = _log_tail(count, expected)
    return chances


def _log_tail(count: int, expected: float) -> float:
    """Return the logarithm of the tail of Poisson's distribution, bounded by a geometric series."""
    if count <= expected:
        return 0.0
    if not expected:
        return -math.inf
    exactly = count * math.log(expected) - expected - math.lgamma(count + 1)
    return exactly + math.log((count + 1) / (count + 1 - expected))


def _expected(alike: pa.Array, spare: int) -> float:
    """Return how many different numbers of one length end in `spare` zeros by chance."""
    numbers = alike.filter(pc.ascii_is_decimal(alike))
    probe = pc.unique(numbers.slice(0, _PROBE_CELLS))
    if len(numbers) <= _PROBE_CELLS or len(probe) * 4 <= _PROBE_CELLS:
        numbers = pc.unique(numbers)
    return len(numbers) * _share_in_zeros(probe, spare)


def _share_in_zeros(numbers: pa.Array, spare: int) -> float:
    """Return how many of such numbers end in `spare` zeros: of all, or of those in even steps.

    Multiples of four end in one zero twice as often as any numbers do, in two zeros four times.
    """
    good = numbers.filter(pa.array(~ends_in_zeros(numbers)))
    tails = [int(tail) for tail in pc.utf8_slice_codeunits(good, -spare).to_pylist()]
    ends = Counter(tail % 10 for tail in tails)
    common = {end for end, count in ends.items() if count * 100 >= len(tails)}
    goes_in_steps = len(tails) >= _TELLING_IDS and common - {0} == {2, 4, 6, 8}
    even = [tail for tail in tails if tail % 2 == 0]
    step = math.gcd(2**spare, *even) if goes_in_steps else 1
    return step / 10**spare
