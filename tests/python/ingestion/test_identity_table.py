"""docs/identities.md says of each format what adds up inside its rows, or why nothing does."""

from ingestion.declarations import Declaration, Identity, declarations
from tests.support.warehouse import ROOT

PAGE = ROOT / "docs" / "identities.md"
HEADING = """\
# What adds up inside a row

Each identity is data of the format's declaration (`ingestion/formats`). What a row is away from it
is its `_residual`; one that is not 0 is listed as `identity_broken`. Where a declaration has
`assumptions`, they say what of it is not sure.

`python -m tests.python.ingestion.test_identity_table` writes this page from the declarations.

| platform | format | identity |
| --- | --- | --- |
"""


def formula(identity: Identity) -> str:
    """Return an identity in columns: result = terms, and of which rows."""
    terms = [f"+ {' × '.join(identity.product)}"] if identity.product else []
    terms += [f"+ {name}" for name in identity.plus]
    terms += [f"− {name}" for name in identity.minus]
    terms += [f"− abs({name})" for name in identity.minus_absolute]
    text = f"{identity.result} = {' '.join(terms).removeprefix('+ ')}"
    if identity.when:
        text += f" (where {identity.when.column} is {', '.join(identity.when.values)})"
    if identity.needs:
        text += f" (of exports with {', '.join(identity.needs)})"
    return text


def row(declaration: Declaration) -> str:
    """Return the row of the table that tells one format."""
    told = "<br>".join(map(formula, declaration.identities)) or f"none: {declaration.no_identity}"
    return f"| {declaration.platform} | `{declaration.code}` | {told} |"


def page() -> str:
    """Return the text of the page, formats in the order of their platforms."""
    ordered = sorted(declarations().values(), key=lambda d: (d.platform, d.code))
    return HEADING + "\n".join(map(row, ordered)) + "\n"


def test_the_page_is_the_one_written_from_the_declarations():
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run `python -m tests.python.ingestion.test_identity_table`"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
