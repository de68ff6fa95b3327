SELECT
  source,
  track_id,
  MAX(record_level) AS record_level,
  SUM(playcount) AS streams,
  COUNT(*) AS records
FROM listening_history_fact
GROUP BY
  source,
  track_id
