-- kind: table
WITH known AS (
  SELECT
    t.track_id,
    t.name,
    t.artist AS delivered_artist,
    t.album,
    t.provider_track_id,
    t.spotify_preview_url,
    t.spotify_id,
    COALESCE(t.tags, g.tags) AS tags,
    t.genre,
    t.year,
    t.duration_ms,
    t.danceability,
    t.energy,
    t.key,
    t.loudness,
    t.mode,
    t.speechiness,
    t.acousticness,
    t.instrumentalness,
    t.liveness,
    t.valence,
    t.tempo,
    t.time_signature,
    t.record_level,
    'delivered' AS member_origin,
    t.source,
    t.raw_file
  FROM track_survivor AS t
  LEFT JOIN tag_list AS g ON t.track_id = g.track_id
),
members AS (
  SELECT * FROM known
  UNION ALL
  SELECT
    track_id,
    name,
    artist AS delivered_artist,
    CAST(NULL AS STRING) AS album,
    CAST(NULL AS STRING) AS provider_track_id,
    CAST(NULL AS STRING) AS spotify_preview_url,
    CAST(NULL AS STRING) AS spotify_id,
    CAST(NULL AS STRING) AS tags,
    CAST(NULL AS STRING) AS genre,
    CAST(NULL AS INT) AS year,
    CAST(NULL AS INT) AS duration_ms,
    CAST(NULL AS DOUBLE) AS danceability,
    CAST(NULL AS DOUBLE) AS energy,
    CAST(NULL AS INT) AS key,
    CAST(NULL AS DOUBLE) AS loudness,
    CAST(NULL AS INT) AS mode,
    CAST(NULL AS DOUBLE) AS speechiness,
    CAST(NULL AS DOUBLE) AS acousticness,
    CAST(NULL AS DOUBLE) AS instrumentalness,
    CAST(NULL AS DOUBLE) AS liveness,
    CAST(NULL AS DOUBLE) AS valence,
    CAST(NULL AS DOUBLE) AS tempo,
    CAST(NULL AS INT) AS time_signature,
    record_level,
    'inferred' AS member_origin,
    source,
    CAST(NULL AS STRING) AS raw_file
  FROM inferred_track
)
SELECT
  members.*,
  COALESCE(artist_merge.artist, members.delivered_artist) AS artist,
  COALESCE(members.genre, track_genre.genre) AS genre_resolved,
  CASE
    WHEN members.genre IS NOT NULL THEN 'delivered'
    WHEN track_genre.genre IS NOT NULL THEN 'tags'
    ELSE 'unknown'
  END AS genre_origin
FROM members
LEFT JOIN track_genre ON members.track_id = track_genre.track_id
LEFT JOIN artist_merge ON members.delivered_artist = artist_merge.alias_artist
