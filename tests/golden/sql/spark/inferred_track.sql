WITH referred AS (
  SELECT
    track_id,
    source,
    record_level
  FROM track_mart
  UNION
  SELECT
    track_id,
    source,
    'artist' AS record_level
  FROM tagging_fact
  GROUP BY
    track_id,
    source
), unknown AS (
  SELECT
    _key_0 AS track_id,
    MIN(_part_0) AS source,
    MAX(_part_1) AS record_level
  FROM (
    SELECT
      track_id AS _key_0,
      source AS _part_0,
      record_level AS _part_1
    FROM referred
    LEFT ANTI JOIN track_survivor
      ON referred.track_id = track_survivor.track_id
    GROUP BY
      track_id,
      source,
      record_level
  ) AS _parts
  GROUP BY
    _key_0
), named AS (
  SELECT
    _key_0 AS track_id,
    MIN(_part_0) AS name,
    MIN(_part_1) AS artist
  FROM (
    SELECT
      track_id AS _key_0,
      track_name AS _part_0,
      track_artist AS _part_1
    FROM accepted_listens
    LEFT SEMI JOIN unknown
      ON accepted_listens.track_id = unknown.track_id
    GROUP BY
      track_id,
      track_name,
      track_artist
  ) AS _parts
  GROUP BY
    _key_0
)
SELECT
  unknown.track_id,
  named.name,
  named.artist,
  unknown.source,
  unknown.record_level
FROM unknown
LEFT JOIN named
  ON unknown.track_id = named.track_id
