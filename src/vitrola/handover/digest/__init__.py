"""The digest of a publication, as a page and as text."""
