"""Bill files → raw tables. Knows file formats; knows no finance and no scheduler."""

from ingestion.declarations import Declaration, declarations
from ingestion.loader import Progress, load_paths
from ingestion.reader import open_bills
from ingestion.results import LoadResult, RefusedFile
from ingestion.sinks import Sink, SinkBusy, SinkError, data_folder, open_sink

__all__ = [
    "Declaration",
    "LoadResult",
    "Progress",
    "RefusedFile",
    "Sink",
    "SinkBusy",
    "SinkError",
    "data_folder",
    "declarations",
    "load_paths",
    "open_bills",
    "open_sink",
]
