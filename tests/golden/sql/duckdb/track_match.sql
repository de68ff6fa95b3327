WITH known AS (
  SELECT
    COUNT(DISTINCT source) AS sources
  FROM music_info_dim
), folded AS (
  SELECT
    track_id,
    source,
    name,
    artist,
    PLAIN_LETTERS(name) AS plain_name,
    PLAIN_LETTERS(artist) AS plain_artist
  FROM music_info_dim
  CROSS JOIN known
  WHERE
    record_level = 'track' AND known.sources > 1
)
SELECT
  one.track_id,
  other.track_id AS other_track_id,
  CASE
    WHEN one.name = other.name AND one.artist = other.artist
    THEN 'same title and artist'
    ELSE 'same letters in title and artist'
  END AS evidence,
  one.name,
  other.name AS other_name,
  one.artist,
  other.artist AS other_artist,
  one.source,
  other.source AS other_source
FROM folded AS one
INNER JOIN folded AS other
  ON one.plain_name = other.plain_name AND one.plain_artist = other.plain_artist
WHERE
  one.source < other.source AND one.plain_name <> '' AND one.plain_artist <> ''
