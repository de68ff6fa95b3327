"""The data dictionary as a document: a workbook, or Markdown."""
