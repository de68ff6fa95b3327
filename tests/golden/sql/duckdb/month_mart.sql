WITH track_month AS (
  SELECT
    source,
    MONTH_START(play_date) AS month,
    track_id,
    MAX(record_level) AS record_level,
    SUM(playcount) AS streams,
    COUNT(*) AS records
  FROM listening_history_fact
  GROUP BY
    source,
    MONTH_START(play_date),
    track_id
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
