"""The API's description in OpenAPI 3.1, made from the definitions of dimensions and measures."""

from vitrola.dashboard.openapi.document import XLSX, document

__all__ = ["XLSX", "document"]
