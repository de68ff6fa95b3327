"""Models: the published tables and marts, in Spark SQL."""

from vitrola.models.graph import blamed, check_columns, checked_columns, in_order
from vitrola.models.loader import Model, genre_tags, own_models, shipped_models

__all__ = [
    "Model",
    "blamed",
    "check_columns",
    "checked_columns",
    "genre_tags",
    "in_order",
    "own_models",
    "shipped_models",
]
