"""Functions that Athena has under another name, or not at all."""

from __future__ import annotations

from sqlglot import exp

from vitrola.engines.dialect import LETTERS

FUNCTIONS = {
    "plain_letters": f"regexp_replace({LETTERS})",
    "timestamp_millis": "from_unixtime_nanos({0} * 1000000)",
    "hex_to_int": "from_base({0}, 16)",
    "local_date": "CAST(at_timezone({0}, {1}) AS DATE)",
    "iso_weekday": "CAST(day_of_week({0}) AS INTEGER)",
    "weekday": "CAST(day_of_week({0}) - 1 AS INTEGER)",
    "month_start": "CAST(date_trunc('month', {0}) AS DATE)",
    "make_date": "CAST(format('%04d-%02d-%02d', {0}, {1}, {2}) AS DATE)",
    "xxhash64": "from_big_endian_64(xxhash64(to_utf8(json_format(CAST(ROW({all}) AS JSON)))))",
}
"""Templates over a function's arguments. ``xxhash64`` is as good a hash as Spark's, but another one."""

REFUSED = (exp.Quantile, exp.PercentileCont, exp.PercentileDisc, exp.Median)
"""What SQLGlot would turn into an approximation, or into nothing that Athena has."""
