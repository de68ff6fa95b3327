"""A Power BI project: the semantic model in TMDL and the report in PBIR, from what the lake defines."""
