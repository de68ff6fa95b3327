"""Sources: what each provider's files look like and what their columns mean."""

from vitrola.sources.mapping import Feed, Layout, Source, parse, sources

__all__ = ["Feed", "Layout", "Source", "parse", "sources"]
