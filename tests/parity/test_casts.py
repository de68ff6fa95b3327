"""Text becomes the same value on both engines, and the value that Python's own numbers say."""

import math
import re
from decimal import Decimal

import pyarrow as pa
import pytest
from sqlglot import exp

from vitrola.config import Settings
from vitrola.contracts import Kind
from vitrola.engines import make_engine
from vitrola.refining.casts import typed

TEXTS = [
    *["0", "7", "-7", "+7", " 7 ", "007", "7.", "7.0", "7.000000000", "7.5", "2147483647", "2147483648"],
    *["-2147483648", "9223372036854775807", "9223372036854775808", "1" * 28, "1" * 40, "1e3", "1E-3", ".5"],
    *["-.5", "5.", ".", "-", "+", "", " ", "1e308", "1e309", "-1e309", "1e400", "4.9e-324", "NaN", "nan"],
    *[
        "Infinity",
        "-inf",
        "0x10",
        "1_000",
        "1,5",
        "1 000",
        "1d",
        "1f",
        "1L",
        "١٢",
        "\uff17",
        "true",
        "TRUE",
        "1.1.1",
    ],
    *["false", "no", "t", "7\n", "\t7", "--7", "7-", "1e", "e1", "null", "None"],
]
WHOLE = re.compile(r" *[+-]?[0-9]{1,28}([.]0{0,9})? *", re.ASCII)
NUMBER = re.compile(r" *[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,4})? *", re.ASCII)


def whole(text, bits):
    value = int(Decimal(text.strip())) if WHOLE.fullmatch(text) else None
    return value if value is not None and -(2 ** (bits - 1)) <= value < 2 ** (bits - 1) else None


def number(text):
    value = float(text) if NUMBER.fullmatch(text) else math.inf
    return value if math.isfinite(value) else None


def truth(text):
    return {"true": True, "1": True, "false": False, "0": False}.get(text.strip(" ").lower())


ORACLES = {
    Kind.INT: lambda text: whole(text, 32),
    Kind.BIGINT: lambda text: whole(text, 64),
    Kind.DOUBLE: number,
    Kind.BOOLEAN: truth,
    Kind.STRING: lambda text: text or None,
}


@pytest.mark.parametrize(
    "engine",
    ["duckdb", pytest.param("spark", marks=[pytest.mark.spark, pytest.mark.xdist_group("spark")])],
)
def test_text_becomes_the_value_python_gives(engine):
    columns = [typed(exp.column("text"), kind).as_(kind.name) for kind in ORACLES]
    query = exp.select("position", *columns).from_("texts").sql("spark")
    with make_engine(Settings(engine=engine)) as running:
        running.read_arrow("texts", pa.table({"position": range(len(TEXTS)), "text": TEXTS}))
        rows = {row["position"]: row for row in running.rows(query)}
    for position, text in enumerate(TEXTS):
        for kind, oracle in ORACLES.items():
            assert rows[position][kind.name] == oracle(text), (text, kind)
