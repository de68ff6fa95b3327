"""The BI page, its API, and who may ask it."""
