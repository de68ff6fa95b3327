-- kind: temp
-- grain: one row for each track played or tagged that no catalogue knows
WITH referred AS (
  SELECT track_id, source, record_level FROM track_mart
  UNION
  SELECT track_id, source, 'artist' AS record_level FROM tagging_fact GROUP BY track_id, source
),
unknown AS (
  SELECT track_id, MIN(source) AS source, MAX(record_level) AS record_level
  FROM referred
  LEFT ANTI JOIN track_survivor ON referred.track_id = track_survivor.track_id
  GROUP BY track_id
),
named AS (
  SELECT track_id, MIN(track_name) AS name, MIN(track_artist) AS artist
  FROM accepted_listens
  LEFT SEMI JOIN unknown ON accepted_listens.track_id = unknown.track_id
  GROUP BY track_id
)
SELECT unknown.track_id, named.name, named.artist, unknown.source, unknown.record_level
FROM unknown
LEFT JOIN named ON unknown.track_id = named.track_id
