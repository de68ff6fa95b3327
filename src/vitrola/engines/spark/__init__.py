"""PySpark as the engine."""

from vitrola.engines.spark.engine import SparkEngine

__all__ = ["SparkEngine"]
