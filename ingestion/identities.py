"""The identities inside a row: how far each row is from the arithmetic its declaration states."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.cells import Checked, exact
from ingestion.declarations import Declaration, Identity

RESIDUAL = pa.decimal128(28, 8)
_CENTS = pa.decimal128(18, 2)
_CENT_SUM = pa.decimal128(28, 2)
_EXACT_SUM = pa.decimal256(50, 8)


def row_residuals(
    declaration: Declaration, canonical: Mapping[str, Checked], count: int
) -> pa.Array:
    """Return per row the first residual that is not zero, else zero; null where none applies."""
    cells = {name: column.canonical for name, column in canonical.items()}
    found = pa.nulls(count, RESIDUAL)
    for identity in reversed(declaration.identities):
        own = residuals(identity, cells, count)
        is_broken = pc.not_equal(own, pa.scalar(0, RESIDUAL))
        found = pc.if_else(pc.fill_null(is_broken, False), own, pc.coalesce(found, own))
    return found


def residuals(identity: Identity, cells: Mapping[str, pa.Array], count: int) -> pa.Array:
    """Return per row of canonical cells result − Σ terms, null where the identity does not apply.

    A blank amount counts as zero; a product is rounded half up to the cent.
    """
    if not set(identity.needs) <= cells.keys():
        return pa.nulls(count, RESIDUAL)
    terms = [(_amounts(cells[identity.result]), 1)] if identity.result in cells else []
    terms += [(_amounts(cells[name]), -1) for name in identity.plus if name in cells]
    terms += [(_amounts(cells[name]), 1) for name in identity.minus if name in cells]
    terms += [(pc.abs(_amounts(cells[n])), 1) for n in identity.minus_absolute if n in cells]
    if identity.product and all(name in cells for name in identity.product):
        factors = [exact(pc.fill_null(cells[name], "0.00")) for name in identity.product]
        terms.append((pc.round(pc.multiply(*factors), 2, "half_towards_infinity"), -1))
    total = pa.repeat(pa.scalar(0, _CENT_SUM), count)
    for amounts, sign in terms:
        if amounts.null_count == len(amounts):
            continue
        combine = pc.add if sign > 0 else pc.subtract
        is_cents = amounts.type.scale == 2 and total.type == _CENT_SUM
        width = _CENT_SUM if is_cents else _EXACT_SUM
        total = pc.cast(combine(pc.cast(total, width), pc.fill_null(amounts, 0)), width)
    total = pc.cast(total, RESIDUAL)
    if identity.when:
        column = cells.get(identity.when.column, pa.nulls(count, pa.string()))
        applies = pc.is_in(column, value_set=pa.array(identity.when.values, pa.string()))
        total = pc.if_else(applies, total, pa.scalar(None, RESIDUAL))
    return total


def _amounts(cells: pa.Array) -> pa.Array:
    """Return plain numbers as decimals: of two places where they have no more, else of eight."""
    try:
        return pc.cast(cells, _CENTS)
    except pa.ArrowInvalid:
        return exact(cells)
