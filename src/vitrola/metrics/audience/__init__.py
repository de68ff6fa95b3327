"""Who plays an artist or a genre: how many, how evenly, who they are, what else they play, and when."""
