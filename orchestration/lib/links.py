"""Links from an asset to what it comes from, as dagster-dbt gives them to the models."""

import inspect
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg


def links_to(*sources: Path | Callable[..., Any]) -> dict[str, dg.CodeReferencesMetadataValue]:
    """Return the metadata that links an asset to files and to functions, in the order given."""
    with warnings.catch_warnings():
        # Dagster calls its own code references a beta.
        warnings.simplefilter("ignore", dg.BetaWarning)
        references = [_reference(source) for source in sources]
        return {
            "dagster/code_references": dg.CodeReferencesMetadataValue(code_references=references)
        }


def _reference(source: Path | Callable[..., Any]) -> dg.LocalFileCodeReference:
    if isinstance(source, Path):
        return dg.LocalFileCodeReference(file_path=str(source))
    path, line = inspect.getsourcefile(source), inspect.getsourcelines(source)[1]
    return dg.LocalFileCodeReference(file_path=str(path), line_number=line)
