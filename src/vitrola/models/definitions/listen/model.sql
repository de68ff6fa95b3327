-- kind: view
-- grain: one row for each record of plays accepted, under the track that survived
SELECT
  COALESCE(r.track_id, l.track_id) AS track_id,
  l.user_id,
  l.playcount,
  l.played_at,
  l.subscription_level,
  l.record_level,
  l.source,
  l.raw_file,
  l.record
FROM accepted_listens AS l
LEFT JOIN track_rekey AS r ON l.track_id = r.alias_track_id
