"""Engines: where the SQL runs. The one to use is named in the settings, never guessed."""

from vitrola.engines.choose import make_engine
from vitrola.engines.protocol import DelimitedText, Engine

__all__ = ["DelimitedText", "Engine", "make_engine"]
