"""Rules that are looked at after each publication, and who is told when one fires."""
