"""The dashboard at full scale: answers, clicks, first load, cube, and fifty people at once."""
