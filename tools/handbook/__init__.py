"""The documentation site: the pages of docs/ in two languages, built by Sphinx in strict mode."""
