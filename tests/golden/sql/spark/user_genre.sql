SELECT
  f.user_id,
  t.place,
  MIN(s.place) AS source_place,
  SUM(f.playcount) AS streams,
  COUNT(*) AS records
FROM listening_history_fact AS f
INNER JOIN source_place AS s
  ON f.source = s.source
LEFT JOIN track_place AS t
  ON f.track_id = t.track_id
GROUP BY
  f.user_id,
  t.place
