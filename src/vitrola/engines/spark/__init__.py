"""PySpark as the engine."""

from vitrola.engines.spark.engine import SparkEngine
from vitrola.engines.spark.place import Place

__all__ = ["Place", "SparkEngine"]
