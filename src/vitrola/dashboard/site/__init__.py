"""The dashboard as files for any web server, answering in the browser."""
