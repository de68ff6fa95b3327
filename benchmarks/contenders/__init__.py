"""What is timed: one small file per contender, each writing the same three tables."""
