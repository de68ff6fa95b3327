"""Diagrams of a publication: its tables, how data flow into them, where columns and measures come from."""
