"""The dashboard at full scale: answers, clicks, first load, cube, fifty people at once, and the same as files."""
