"""Text becomes the same value on both engines, and the value that Python's own numbers say."""

import math
import re
from datetime import datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from sqlglot import exp

from vitrola.config import Settings
from vitrola.contracts import Kind
from vitrola.engines import make_engine
from vitrola.engines.dialect import scalar
from vitrola.refining.casts import tried, typed

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
    with make_engine(Settings(engine=engine, small_rows=0)) as running:
        running.read_arrow("texts", pa.table({"position": range(len(TEXTS)), "text": TEXTS}))
        rows = {row["position"]: row for row in running.rows(query)}
    for position, text in enumerate(TEXTS):
        for kind, oracle in ORACLES.items():
            assert rows[position][kind.name] == oracle(text), (text, kind)


MOMENTS = {
    "2020-01-02": "2020-01-02 00:00:00",
    " 2020-1-2 ": "2020-01-02 00:00:00",
    "2020-01-02 10:11": "2020-01-02 10:11:00",
    "2020-01-02T10:11:12Z": "2020-01-02 10:11:12",
    "2020-01-02T10:11:12.1234567": "2020-01-02 10:11:12.123456",
    "2020-01-02T10:11:12+03:00": "2020-01-02 07:11:12",
    "2020-01-02 10:11:12 UTC": "2020-01-02 10:11:12",
    **dict.fromkeys(
        ["2020", "2020-01", "12:30", "T12:30", "epoch", "infinity", "now", "20200102", "01/02/2020", ""]
    ),
    **dict.fromkeys(
        [
            "2020-13-01",
            "2020-02-30",
            "2020-01-02T",
            "2020-01-02T10",
            "0000-01-01",
            "-2020-01-02",
            "+2020-01-02",
        ]
    ),
    **dict.fromkeys(
        [
            "10000-01-01",
            "2020-01-02 24:00:00",
            "2020-01-02 23:59:60",
            "2009-05-04T23:08:57Z-x",
            "2020-01-02\t1:2",
        ]
    ),
}
"""Texts with the instant that they are, in UTC."""


@pytest.mark.parametrize(
    "engine",
    ["duckdb", pytest.param("spark", marks=[pytest.mark.spark, pytest.mark.xdist_group("spark")])],
)
def test_a_moment_has_a_day_and_nothing_is_guessed(engine):
    columns = [typed(exp.column("text"), kind).as_(kind.name) for kind in (Kind.DATE, Kind.TIMESTAMP)]
    query = exp.select("text", *columns).from_("texts").sql("spark")
    with make_engine(Settings(engine=engine, small_rows=0)) as running:
        running.read_arrow("texts", pa.table({"text": list(MOMENTS)}))
        rows = {row["text"]: row for row in running.query(query).to_pylist()}
    for text, instant in MOMENTS.items():
        found = rows[text]["TIMESTAMP"]
        assert (found and found.replace(tzinfo=None)) == (instant and datetime.fromisoformat(instant)), text
        day = found and datetime.fromisoformat(re.search("[0-9-]+", text)[0].replace("-1-2", "-01-02")).date()
        assert rows[text]["DATE"] == day, text


def test_every_cast_of_a_definition_is_a_try_and_goes_by_the_form_of_its_text():
    text = exp.column("text")
    assert tried(scalar("CAST(text AS INT)")) == typed(text, Kind.INT)
    assert tried(scalar("TRY_CAST(text AS DATE)")) == typed(text, Kind.DATE)
    assert tried(scalar("ROUND(CAST(text AS DOUBLE))")).this == typed(text, Kind.DOUBLE)
    assert tried(scalar("CAST(LENGTH(text) AS INT)")).sql("spark") == "TRY_CAST(LENGTH(text) AS INT)"
    assert tried(scalar("LOWER(text)")).sql("spark") == "LOWER(text)"
    assert tried(scalar("1")).sql("spark") == "1"
