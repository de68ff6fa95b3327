"""What things are called in the model, and identifiers that stay the same from one export to the next."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vitrola.metrics.definitions import Dimension

MEASURES = "Medidas"
METADATA = "Metadados"
NOT_INFORMED = "Não informado"
"""What a missing value is shown as; it is in the data, so it is in the language of the model."""
CULTURES = {"pt": "pt-BR", "en": "en-US"}
TABLES_BY_SIDE = {"track": "music_info_dim", "day": "calendar_dim", "user": "user_id_dim"}

_NAMESPACE = uuid.UUID("6d1f3c1e-57a4-4d57-9c6e-2b1f6b0f7a11")


def stable_id(*parts: str) -> str:
    """A UUID made from names alone."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts)))


def object_name(*parts: str) -> str:
    """Twenty hexadecimal digits made from names alone, as pages and visuals are called."""
    return stable_id(*parts).replace("-", "")[:20]


def shown_column(dimension: Dimension) -> str:
    """The column that a dimension is shown by."""
    return dimension.label["pt"]


def resolved_column(dimension: Dimension) -> str:
    """The column of a dimension whose gaps are filled from tags."""
    return f"{dimension.label['pt']} (com tags)"
