"""Ids whose ends a spreadsheet has lost: how far zeros go beyond what chance allows.

A spreadsheet keeps 15 digits of a number and writes zeros after them. A good id of 19 digits ends
so once in 10,000 times, one of 16 digits once in ten; where all ids are even, twice as often.
"""

import math
import string

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

KEPT_DIGITS = 15
# As likely by chance: lines are held below the first, a file is refused below the second.
HELD_BELOW = math.log(1e-3)
REFUSED_BELOW = math.log(1e-9)
_ZEROS_FROM_16 = rf"^[0-9]{{{KEPT_DIGITS}}}0+$"
_PROBE_CELLS = 2_000
# So many good ids tell by their last digits in what steps ids go up.
_TELLING_IDS = 20


def ends_in_zeros(ids: pa.Array) -> np.ndarray:
    """Return the boolean mask of the ids of 16 digits and more with only zeros after the 15th."""
    found = pc.fill_null(pc.ends_with(ids, "0"), False).to_numpy(zero_copy_only=False).copy()
    if found.any():
        candidates = ids.filter(pa.array(found))
        is_rounded = pc.match_substring_regex(candidates, _ZEROS_FROM_16)
        found[found] = is_rounded.to_numpy(zero_copy_only=False)
    return found


def log_chance(ids: pa.Array, is_rounded: np.ndarray) -> float:
    """Return the logarithm of the chance that good ids end in zeros as often as these do, or more.

    It is the tail of Poisson's distribution, bounded from above by a geometric series. An id that
    is repeated counts once.
    """
    count = len(pc.unique(ids.filter(pa.array(is_rounded))))
    expected = _expected(ids)
    if count <= expected:
        return 0.0
    exactly = count * math.log(expected) - expected - math.lgamma(count + 1)
    return exactly + math.log((count + 1) / (count + 1 - expected))


def _expected(ids: pa.Array) -> float:
    """Return how many different long ids of a column end in zeros by chance."""
    probe = ids.slice(0, _PROBE_CELLS)
    if len(probe) == len(ids) or pc.count_distinct(probe).as_py() * 4 <= len(probe):
        ids = pc.unique(ids)
    lengths = pc.fill_null(pc.binary_length(ids), 0).to_numpy(zero_copy_only=False)
    expected = 0.0
    for length in np.unique(lengths[lengths > KEPT_DIGITS]).tolist():
        alike = ids.filter(pa.array(lengths == length))
        expected += len(alike) * _step(alike) * 10.0 ** (KEPT_DIGITS - length)
    return expected


def _step(ids: pa.Array) -> int:
    """Return in what steps the ids of one length go up, as far as their ends tell: 1, 2, 5 or 10.

    An id that is a multiple of two ends in zero twice as often as any number does.
    """
    good = ids.filter(pa.array(~ends_in_zeros(ids)))
    ends = set(pc.unique(pc.utf8_slice_codeunits(good, -1)).to_pylist())
    if len(good) < _TELLING_IDS or not ends <= set(string.digits):
        return 1
    return math.gcd(10, *map(int, ends))
