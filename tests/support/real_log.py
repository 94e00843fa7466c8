"""A real order log (UCI Online Retail), where it is at hand, and its published control totals."""

import os
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.warehouse import ROOT

SHARED = Path(os.environ.get("STORELEDGER_SHARED", ROOT.parent / "shared"))
LOG = SHARED / "data" / "online_retail.parquet"
ROWS, DUPLICATES = 541_909, 5_268
GROSS, CANCELLED, BAD_DEBT, NET = map(
    Decimal, ("10655622.48", "-896812.49", "-11062.06", "9747747.93")
)
needs_log = pytest.mark.skipif(not LOG.exists(), reason=f"the real order log is not there: {LOG}")
