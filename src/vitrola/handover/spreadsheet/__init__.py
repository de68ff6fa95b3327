"""Tables and views as CSV and XLSX files."""
