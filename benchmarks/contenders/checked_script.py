"""A DuckDB script that does by hand, for these two files, what a run of Vitrola promises of them.

Every value is checked against its rule, tracks of one spotify_id are merged and their plays re-keyed and
summed, keys and references are looked up, and users get their main genre. It knows that no row is bad (it
stops at one), writes three of the tables, and has no quarantine, accounts, marts, metadata or publication.
So it says how far the checks alone are from the script without any.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

from benchmarks.columns import (
    FACT_TABLE,
    HISTORY_FILE,
    MERGED_FILE,
    MUSIC_DOUBLES,
    MUSIC_FILE,
    MUSIC_INTEGERS,
    MUSIC_TABLE,
    USER_TABLE,
)

TYPED = [f"TRY_CAST({c} AS INTEGER) AS {c}" for c in MUSIC_INTEGERS] + [
    f"TRY_CAST({c} AS DOUBLE) AS {c}" for c in MUSIC_DOUBLES
]


def main(inputs: Path, out: Path) -> None:
    """Write each table as one Parquet file into ``out``, and how many plays' rows were merged."""
    connection = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
    _music(connection, inputs / MUSIC_FILE, out / f"{MUSIC_TABLE}.parquet")
    plays = _plays(connection, inputs / HISTORY_FILE, out / "staging.parquet")
    facts = _fact(connection, out / f"{FACT_TABLE}.parquet")
    _users(connection, out / f"{USER_TABLE}.parquet")
    _references(connection)
    (out / "staging.parquet").unlink()
    (out / MERGED_FILE).write_text(json.dumps({"merged": plays - facts}))


def _music(connection: duckdb.DuckDBPyConnection, source: Path, target: Path) -> None:
    connection.execute(
        f"""CREATE TABLE raw_music AS
            SELECT track_id, name, artist, spotify_preview_url, spotify_id, tags, genre, {", ".join(TYPED)}
            FROM read_csv('{source}', all_varchar = true)"""
    )
    _none(connection, "raw_music", "NOT regexp_full_match(track_id, 'TR[0-9A-Z]{16}') OR name IS NULL")
    _none(
        connection,
        "raw_music",
        "key NOT BETWEEN 0 AND 11 OR mode NOT IN (0, 1) OR energy NOT BETWEEN 0 AND 1",
    )
    connection.execute(
        """CREATE TABLE alias AS
           SELECT track_id AS alias_id, survivor AS track_id
           FROM (
             SELECT track_id, FIRST(track_id) OVER (PARTITION BY spotify_id ORDER BY track_id) AS survivor
             FROM raw_music WHERE spotify_id IS NOT NULL
           )
           WHERE track_id <> survivor"""
    )
    connection.execute(
        f"""COPY (FROM raw_music ANTI JOIN alias ON raw_music.track_id = alias.alias_id) TO '{target}'"""
    )
    connection.execute(f"CREATE VIEW music AS FROM read_parquet('{target}')")
    _none(connection, "(SELECT track_id FROM music GROUP BY 1 HAVING COUNT(*) > 1)", "true")


def _plays(connection: duckdb.DuckDBPyConnection, source: Path, staging: Path) -> int:
    """Stage the history, typed and under the tracks that survive; returns its rows."""
    connection.execute(
        f"""COPY (
              SELECT COALESCE(alias.track_id, h.track_id) AS track_id, user_id, playcount,
                hash(COALESCE(alias.track_id, h.track_id), user_id) AS key_hash
              FROM (
                SELECT track_id, user_id, TRY_CAST(playcount AS INTEGER) AS playcount,
                  regexp_full_match(track_id, 'TR[0-9A-Z]{{16}}')
                    AND regexp_full_match(user_id, '[0-9a-f]{{40}}')
                    AND TRY_CAST(playcount AS INTEGER) >= 1 AS good
                FROM read_csv('{source}', all_varchar = true)
              ) AS h
              LEFT JOIN alias ON h.track_id = alias.alias_id
              WHERE CASE WHEN good THEN true ELSE error('a bad row') END
            ) TO '{staging}' (COMPRESSION uncompressed)"""
    )
    connection.execute(f"CREATE VIEW play AS FROM read_parquet('{staging}')")
    (rows,) = connection.execute("SELECT COUNT(*) FROM play").fetchone() or (0,)
    return int(rows)


def _fact(connection: duckdb.DuckDBPyConnection, target: Path) -> int:
    """Write the fact, rows of one key summed; returns its rows."""
    connection.execute(
        "CREATE TABLE repeated AS SELECT key_hash FROM play GROUP BY key_hash HAVING COUNT(*) > 1"
    )
    connection.execute(
        f"""COPY (
              SELECT track_id, user_id, playcount FROM play ANTI JOIN repeated USING (key_hash)
              UNION ALL
              SELECT track_id, user_id, CAST(SUM(playcount) AS INTEGER)
              FROM play SEMI JOIN repeated USING (key_hash)
              GROUP BY track_id, user_id
            ) TO '{target}'"""
    )
    connection.execute(f"CREATE VIEW fact AS FROM read_parquet('{target}')")
    (rows,) = connection.execute("SELECT COUNT(*) FROM fact").fetchone() or (0,)
    return int(rows)


def _users(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    connection.execute(
        f"""COPY (
              SELECT user_id, MAX_BY(genre, plays) FILTER (WHERE genre IS NOT NULL) AS main_genre
              FROM (
                SELECT user_id, genre, SUM(playcount) AS plays
                FROM fact LEFT JOIN music USING (track_id)
                GROUP BY user_id, genre
              )
              GROUP BY user_id
            ) TO '{target}'"""
    )
    connection.execute(f"CREATE VIEW listener AS FROM read_parquet('{target}')")


def _references(connection: duckdb.DuckDBPyConnection) -> None:
    _none(connection, "(SELECT DISTINCT track_id FROM fact) AS f ANTI JOIN music USING (track_id)", "true")
    _none(connection, "(SELECT DISTINCT user_id FROM fact) AS f ANTI JOIN listener USING (user_id)", "true")
    _none(connection, "fact", "track_id IS NULL OR user_id IS NULL OR playcount IS NULL")


def _none(connection: duckdb.DuckDBPyConnection, relation: str, bad: str) -> None:
    """Stop where a relation has a bad row."""
    if found := connection.execute(f"SELECT * FROM {relation} WHERE {bad} LIMIT 1").fetchone():
        raise SystemExit(f"A row breaks a rule: {found}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
