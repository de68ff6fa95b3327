"""A lake of artists whose names a spreadsheet would run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support import make_lake

if TYPE_CHECKING:
    from pathlib import Path

    from vitrola.lake import Lake

COLUMNS = (
    "track_id,name,artist,spotify_preview_url,spotify_id,tags,genre,year,duration_ms,danceability,energy,key,"
    "loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo,time_signature"
)
NAMES = ("=cmd()", "+1", "-1", "@x", " =a", "|x", "%x", "plain", "<script>")
MADE_PLAIN = ("'=cmd()", "'+1", "'-1", "'@x", "' =a", "'|x", "'%x", "plain", "<script>")
"""The names as a CSV file has them."""


def lake_of_formulas(folder: Path) -> Lake:
    """One play of each artist is landed, and nothing run yet."""
    plays = "".join(f"TR{'A' * 15}{n},{n:040x},2\n" for n in range(len(NAMES)))
    (folder / "h.csv").write_text("track_id,user_id,playcount\n" + plays)
    rows = [f"TR{'A' * 15}{n},t{n},{name},,{n:022d},,Rock,2001" + "," * 13 for n, name in enumerate(NAMES)]
    (folder / "m.csv").write_text("\n".join([COLUMNS, *rows]) + "\n")
    return make_lake(folder / "lake", [folder / "h.csv", folder / "m.csv"])
