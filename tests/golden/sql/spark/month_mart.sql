WITH track_month AS (
  SELECT
    _key_0 AS source,
    _key_1 AS month,
    _key_2 AS track_id,
    MAX(_part_0) AS record_level,
    SUM(_part_1) AS streams,
    SUM(_part_2) AS records
  FROM (
    SELECT
      source AS _key_0,
      TRUNC(play_date, 'MM') AS _key_1,
      track_id AS _key_2,
      record_level AS _part_0,
      SUM(playcount) AS _part_1,
      COUNT(*) AS _part_2
    FROM listening_history_fact
    GROUP BY
      source,
      TRUNC(play_date, 'MM'),
      track_id,
      record_level
  ) AS _parts
  GROUP BY
    _key_0,
    _key_1,
    _key_2
), played AS (
  SELECT
    source,
    month,
    SUM(streams) AS streams,
    SUM(records) AS records,
    COUNT_IF(record_level = 'track') AS tracks
  FROM track_month
  GROUP BY
    source,
    month
)
SELECT
  p.source,
  p.month,
  p.streams,
  p.records,
  p.tracks,
  l.listeners
FROM played AS p
INNER JOIN month_listener AS l
  ON p.source = l.source AND p.month IS NOT DISTINCT FROM l.month
