WITH filled AS (
  SELECT
    ARG_MIN(track_id, place) AS track_id,
    ARG_MIN(name, place) FILTER(WHERE
      NOT name IS NULL) AS name,
    ARG_MIN(artist, place) FILTER(WHERE
      NOT artist IS NULL) AS artist,
    ARG_MIN(album, place) FILTER(WHERE
      NOT album IS NULL) AS album,
    ARG_MIN(provider_track_id, place) FILTER(WHERE
      NOT provider_track_id IS NULL) AS provider_track_id,
    ARG_MIN(spotify_preview_url, place) FILTER(WHERE
      NOT spotify_preview_url IS NULL) AS spotify_preview_url,
    ARG_MIN(spotify_id, place) FILTER(WHERE
      NOT spotify_id IS NULL) AS spotify_id,
    ARG_MIN(genre, place) FILTER(WHERE
      NOT genre IS NULL) AS genre,
    ARG_MIN(year, place) FILTER(WHERE
      NOT year IS NULL) AS year,
    ARG_MIN(duration_ms, place) FILTER(WHERE
      NOT duration_ms IS NULL) AS duration_ms,
    ARG_MIN(danceability, place) FILTER(WHERE
      NOT danceability IS NULL) AS danceability,
    ARG_MIN(energy, place) FILTER(WHERE
      NOT energy IS NULL) AS energy,
    ARG_MIN(key, place) FILTER(WHERE
      NOT key IS NULL) AS key,
    ARG_MIN(loudness, place) FILTER(WHERE
      NOT loudness IS NULL) AS loudness,
    ARG_MIN(mode, place) FILTER(WHERE
      NOT mode IS NULL) AS mode,
    ARG_MIN(speechiness, place) FILTER(WHERE
      NOT speechiness IS NULL) AS speechiness,
    ARG_MIN(acousticness, place) FILTER(WHERE
      NOT acousticness IS NULL) AS acousticness,
    ARG_MIN(instrumentalness, place) FILTER(WHERE
      NOT instrumentalness IS NULL) AS instrumentalness,
    ARG_MIN(liveness, place) FILTER(WHERE
      NOT liveness IS NULL) AS liveness,
    ARG_MIN(valence, place) FILTER(WHERE
      NOT valence IS NULL) AS valence,
    ARG_MIN(tempo, place) FILTER(WHERE
      NOT tempo IS NULL) AS tempo,
    ARG_MIN(time_signature, place) FILTER(WHERE
      NOT time_signature IS NULL) AS time_signature,
    ORDERED_DISTINCT(
      FLATTEN(
        LIST_TRANSFORM(
          LIST_SORT(
            ARRAY_AGG(CASE WHEN NOT tags IS NULL THEN {'place': place, 'tags': tags} END) FILTER(WHERE
              NOT CASE WHEN NOT tags IS NULL THEN {'place': place, 'tags': tags} END IS NULL),
            'ASC',
            'NULLS FIRST'
          ),
          LAMBDA entry : STR_SPLIT_REGEX(entry.tags, ', ')
        )
      )
    ) AS tag_list,
    ARG_MIN(source, place) AS source,
    ARG_MIN(record_level, place) AS record_level,
    ARG_MIN(raw_file, place) AS raw_file
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
  NULLIF(ARRAY_TO_STRING(tag_list, ', '), '') AS tags,
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
