"""What stands between the books and the models: no forecast on books that do not balance."""

import dagster as dg

from orchestration.lib.manifest import models_with_claims, read_manifest

BOOKS = "accounting"


def book_keys() -> list[dg.AssetKey]:
    """Return the accounting assets that carry a blocking claim, for models to wait for."""
    return [dg.AssetKey([BOOKS, model]) for model in models_with_claims(read_manifest(), BOOKS)]
