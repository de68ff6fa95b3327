"""Questions in words: what they ask for, and the answer from a cube."""
