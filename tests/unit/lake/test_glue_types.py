import pytest
from pyiceberg.types import (
    BinaryType,
    DecimalType,
    DoubleType,
    IntegerType,
    ListType,
    LongType,
    MapType,
    NestedField,
    StringType,
    StructType,
    TimestamptzType,
    UUIDType,
)

from vitrola.lake.glue_types import glue_type


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (IntegerType(), "int"),
        (LongType(), "bigint"),
        (DoubleType(), "double"),
        (TimestamptzType(), "timestamp"),
        (BinaryType(), "binary"),
        (DecimalType(12, 2), "decimal(12,2)"),
        (ListType(1, StringType()), "array<string>"),
        (MapType(1, StringType(), 2, LongType()), "map<string,bigint>"),
        (
            StructType(NestedField(1, "a", StringType()), NestedField(2, "b", ListType(3, IntegerType()))),
            "struct<a:string,b:array<int>>",
        ),
        (UUIDType(), "string"),
    ],
)
def test_each_type_has_a_name_in_glue(kind, name):
    assert glue_type(kind) == name
