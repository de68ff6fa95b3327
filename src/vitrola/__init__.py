"""Music-streaming BI: from raw listening files to a governed star schema."""

__version__ = "0.1.0"
