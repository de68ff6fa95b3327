-- grain: one row for each track, in the order of its number
SELECT
  CAST(ROW_NUMBER() OVER (ORDER BY source, track_id) - 1 AS INT) AS track,
  track_id,
  name,
  artist,
  album,
  genre,
  genre_resolved,
  year,
  record_level,
  source
FROM music_info_dim
