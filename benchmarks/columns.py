"""Names and types of the two raw files, as the reference system chose them."""

from __future__ import annotations

from typing import Final

MUSIC_FILE: Final = "Music_Info.csv"
HISTORY_FILE: Final = "User_Listening_History.csv"

MUSIC_INTEGERS: Final = ("year", "duration_ms", "key", "mode", "time_signature")
MUSIC_DOUBLES: Final = (
    "danceability",
    "energy",
    "loudness",
    "speechiness",
    "acousticness",
    "instrumentalness",
    "liveness",
    "valence",
    "tempo",
)
"""Every other column of the catalogue is text."""

MUSIC_TABLE: Final = "music_info_dim"
FACT_TABLE: Final = "listening_history_fact"
USER_TABLE: Final = "user_id_dim"
TABLES: Final = (MUSIC_TABLE, FACT_TABLE, USER_TABLE)
MERGED_FILE: Final = "merged.json"
"""What a contender that merges rows says of it: ``{"merged": rows}``."""
