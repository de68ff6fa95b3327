-- kind: table
SELECT
  t.source,
  m.year,
  SUM(t.streams) AS streams,
  SUM(t.records) AS records,
  COUNT_IF(m.record_level = 'track') AS tracks
FROM track_mart AS t
INNER JOIN music_info_dim AS m ON t.track_id = m.track_id
GROUP BY t.source, m.year
