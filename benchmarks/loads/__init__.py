"""Time loads over time: increments, nothing to do, and ten times the records."""
