"""The dashboard at full scale: answers, clicks, first load, cube, fifty people, and the same as files."""
