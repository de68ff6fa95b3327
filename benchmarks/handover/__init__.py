"""Time what is handed over: the profile's pages beside DuckDB's SUMMARIZE of the same files."""
