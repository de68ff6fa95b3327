WITH delivered AS (
  SELECT DISTINCT
    g.track_id,
    g.delivered_group
  FROM track_group AS g
  LEFT SEMI JOIN reviewed_track AS r
    ON g.track_id = r.track_id
), played AS (
  SELECT
    _key_0 AS track_id,
    MIN(_part_0) AS name,
    MIN(_part_1) AS artist,
    MIN(_part_2) AS source
  FROM (
    SELECT
      l.track_id AS _key_0,
      l.track_name AS _part_0,
      l.track_artist AS _part_1,
      l.source AS _part_2
    FROM accepted_listens AS l
    LEFT SEMI JOIN reviewed_track AS r
      ON l.track_id = r.track_id
    GROUP BY
      l.track_id,
      l.track_name,
      l.track_artist,
      l.source
  ) AS _parts
  GROUP BY
    _key_0
)
SELECT
  track_id,
  delivered_group AS group_id,
  FALSE AS is_inferred,
  CAST(NULL AS STRING) AS name,
  CAST(NULL AS STRING) AS artist,
  CAST(NULL AS STRING) AS source
FROM delivered
UNION ALL
SELECT
  played.track_id,
  played.track_id AS group_id,
  TRUE AS is_inferred,
  played.name,
  played.artist,
  played.source
FROM played
LEFT ANTI JOIN delivered
  ON played.track_id = delivered.track_id
