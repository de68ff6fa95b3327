-- kind: temp
-- grain: one row for each track that survives, its gaps filled from the rows merged into it
WITH filled AS (
  SELECT
    MIN_BY(track_id, place) AS track_id,
    MIN_BY(name, place) FILTER (WHERE name IS NOT NULL) AS name,
    MIN_BY(artist, place) FILTER (WHERE artist IS NOT NULL) AS artist,
    MIN_BY(album, place) FILTER (WHERE album IS NOT NULL) AS album,
    MIN_BY(provider_track_id, place) FILTER (WHERE provider_track_id IS NOT NULL) AS provider_track_id,
    MIN_BY(spotify_preview_url, place) FILTER (WHERE spotify_preview_url IS NOT NULL) AS spotify_preview_url,
    MIN_BY(spotify_id, place) FILTER (WHERE spotify_id IS NOT NULL) AS spotify_id,
    MIN_BY(genre, place) FILTER (WHERE genre IS NOT NULL) AS genre,
    MIN_BY(year, place) FILTER (WHERE year IS NOT NULL) AS year,
    MIN_BY(duration_ms, place) FILTER (WHERE duration_ms IS NOT NULL) AS duration_ms,
    MIN_BY(danceability, place) FILTER (WHERE danceability IS NOT NULL) AS danceability,
    MIN_BY(energy, place) FILTER (WHERE energy IS NOT NULL) AS energy,
    MIN_BY(key, place) FILTER (WHERE key IS NOT NULL) AS key,
    MIN_BY(loudness, place) FILTER (WHERE loudness IS NOT NULL) AS loudness,
    MIN_BY(mode, place) FILTER (WHERE mode IS NOT NULL) AS mode,
    MIN_BY(speechiness, place) FILTER (WHERE speechiness IS NOT NULL) AS speechiness,
    MIN_BY(acousticness, place) FILTER (WHERE acousticness IS NOT NULL) AS acousticness,
    MIN_BY(instrumentalness, place) FILTER (WHERE instrumentalness IS NOT NULL) AS instrumentalness,
    MIN_BY(liveness, place) FILTER (WHERE liveness IS NOT NULL) AS liveness,
    MIN_BY(valence, place) FILTER (WHERE valence IS NOT NULL) AS valence,
    MIN_BY(tempo, place) FILTER (WHERE tempo IS NOT NULL) AS tempo,
    MIN_BY(time_signature, place) FILTER (WHERE time_signature IS NOT NULL) AS time_signature,
    ARRAY_DISTINCT(FLATTEN(TRANSFORM(
      SORT_ARRAY(COLLECT_LIST(CASE WHEN tags IS NOT NULL THEN STRUCT(place AS place, tags AS tags) END)),
      entry -> SPLIT(entry.tags, ', ')
    ))) AS tag_list,
    MIN_BY(source, place) AS source,
    MIN_BY(record_level, place) AS record_level,
    MIN_BY(raw_file, place) AS raw_file
  FROM track_member
  WHERE members > 1
  GROUP BY group_id
)
SELECT
  track_id,
  name,
  artist,
  album,
  provider_track_id,
  spotify_preview_url,
  spotify_id,
  genre,
  year,
  duration_ms,
  danceability,
  energy,
  key,
  loudness,
  mode,
  speechiness,
  acousticness,
  instrumentalness,
  liveness,
  valence,
  tempo,
  time_signature,
  NULLIF(ARRAY_JOIN(tag_list, ', '), '') AS tags,
  source,
  record_level,
  raw_file
FROM filled
UNION ALL
SELECT
  track_id,
  name,
  artist,
  album,
  provider_track_id,
  spotify_preview_url,
  spotify_id,
  genre,
  year,
  duration_ms,
  danceability,
  energy,
  key,
  loudness,
  mode,
  speechiness,
  acousticness,
  instrumentalness,
  liveness,
  valence,
  tempo,
  time_signature,
  tags,
  source,
  record_level,
  raw_file
FROM track_member
WHERE members = 1
