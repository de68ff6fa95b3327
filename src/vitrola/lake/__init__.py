"""The lake: zones, the ledger of raw files, Iceberg tables and the publication pointer."""

from vitrola.lake.deliveries import Standing, standing
from vitrola.lake.ledger import RawFile, raw_files
from vitrola.lake.publication import Publication
from vitrola.lake.zones import Lake, create_lake, is_lake, open_lake

__all__ = [
    "Lake",
    "Publication",
    "RawFile",
    "Standing",
    "create_lake",
    "is_lake",
    "open_lake",
    "raw_files",
    "standing",
]
