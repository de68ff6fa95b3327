"""Commands that write the files of this project which are generated."""
