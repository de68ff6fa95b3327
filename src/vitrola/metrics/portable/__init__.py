"""A cube without its users, small enough to be downloaded: what the exported dashboard counts from."""
