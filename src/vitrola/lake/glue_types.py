"""Iceberg's types by the names that Glue has for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyiceberg.types import (
    BinaryType,
    BooleanType,
    DateType,
    DecimalType,
    DoubleType,
    FloatType,
    IntegerType,
    ListType,
    LongType,
    MapType,
    StringType,
    StructType,
    TimestampType,
    TimestamptzType,
)

if TYPE_CHECKING:
    from pyiceberg.types import IcebergType

_PLAIN: dict[type[IcebergType], str] = {
    BinaryType: "binary",
    BooleanType: "boolean",
    DateType: "date",
    DoubleType: "double",
    FloatType: "float",
    IntegerType: "int",
    LongType: "bigint",
    StringType: "string",
    TimestampType: "timestamp",
    TimestamptzType: "timestamp",
}


def glue_type(kind: IcebergType) -> str:
    """The type's name in Glue; what it has no name for is called ``string``, as Iceberg's catalog does."""
    if isinstance(kind, DecimalType):
        return f"decimal({kind.precision},{kind.scale})"
    if isinstance(kind, ListType):
        return f"array<{glue_type(kind.element_type)}>"
    if isinstance(kind, MapType):
        return f"map<{glue_type(kind.key_type)},{glue_type(kind.value_type)}>"
    if isinstance(kind, StructType):
        return f"struct<{','.join(f'{field.name}:{glue_type(field.field_type)}' for field in kind.fields)}>"
    return _PLAIN.get(type(kind), "string")
