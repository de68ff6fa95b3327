SELECT
  source,
  TRUNC(play_date, 'MM') AS month,
  SUM(playcount) AS streams,
  COUNT(*) AS records,
  COUNT(DISTINCT CASE WHEN record_level = 'track' THEN track_id END) AS tracks,
  COUNT(DISTINCT user_id) AS listeners
FROM listening_history_fact
GROUP BY
  source,
  TRUNC(play_date, 'MM')
