WITH filled AS (
  SELECT
    MIN_BY(track_id, place) AS track_id,
    MIN_BY(name, place) FILTER(WHERE
      NOT name IS NULL) AS name,
    MIN_BY(artist, place) FILTER(WHERE
      NOT artist IS NULL) AS artist,
    MIN_BY(album, place) FILTER(WHERE
      NOT album IS NULL) AS album,
    MIN_BY(provider_track_id, place) FILTER(WHERE
      NOT provider_track_id IS NULL) AS provider_track_id,
    MIN_BY(spotify_preview_url, place) FILTER(WHERE
      NOT spotify_preview_url IS NULL) AS spotify_preview_url,
    MIN_BY(spotify_id, place) FILTER(WHERE
      NOT spotify_id IS NULL) AS spotify_id,
    MIN_BY(genre, place) FILTER(WHERE
      NOT genre IS NULL) AS genre,
    MIN_BY(year, place) FILTER(WHERE
      NOT year IS NULL) AS year,
    MIN_BY(duration_ms, place) FILTER(WHERE
      NOT duration_ms IS NULL) AS duration_ms,
    MIN_BY(danceability, place) FILTER(WHERE
      NOT danceability IS NULL) AS danceability,
    MIN_BY(energy, place) FILTER(WHERE
      NOT energy IS NULL) AS energy,
    MIN_BY(key, place) FILTER(WHERE
      NOT key IS NULL) AS key,
    MIN_BY(loudness, place) FILTER(WHERE
      NOT loudness IS NULL) AS loudness,
    MIN_BY(mode, place) FILTER(WHERE
      NOT mode IS NULL) AS mode,
    MIN_BY(speechiness, place) FILTER(WHERE
      NOT speechiness IS NULL) AS speechiness,
    MIN_BY(acousticness, place) FILTER(WHERE
      NOT acousticness IS NULL) AS acousticness,
    MIN_BY(instrumentalness, place) FILTER(WHERE
      NOT instrumentalness IS NULL) AS instrumentalness,
    MIN_BY(liveness, place) FILTER(WHERE
      NOT liveness IS NULL) AS liveness,
    MIN_BY(valence, place) FILTER(WHERE
      NOT valence IS NULL) AS valence,
    MIN_BY(tempo, place) FILTER(WHERE
      NOT tempo IS NULL) AS tempo,
    MIN_BY(time_signature, place) FILTER(WHERE
      NOT time_signature IS NULL) AS time_signature,
    ARRAY_DISTINCT(
      FLATTEN(
        TRANSFORM(
          SORT_ARRAY(
            COLLECT_LIST(CASE WHEN NOT tags IS NULL THEN STRUCT(place AS place, tags AS tags) END)
          ),
          entry -> SPLIT(entry.tags, ', ')
        )
      )
    ) AS tag_list,
    MIN_BY(source, place) AS source,
    MIN_BY(record_level, place) AS record_level,
    MIN_BY(raw_file, place) AS raw_file
  FROM track_member
  WHERE
    members > 1
  GROUP BY
    group_id
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
WHERE
  members = 1
