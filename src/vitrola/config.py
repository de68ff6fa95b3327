"""One frozen Settings value: file, then environment, then flag."""
