"""Words for people: texts and numbers in their language, and text of others made safe to look at."""
