SELECT
  CASE WHEN r.alias_track_id IS NULL THEN l.track_id ELSE r.track_id END AS track_id,
  l.user_id AS user_id,
  l.playcount AS playcount,
  l.played_at AS played_at,
  l.subscription_level AS subscription_level,
  l.record_level AS record_level,
  l.source AS source,
  l.raw_file AS raw_file,
  l.record AS record
FROM accepted_listens AS l
LEFT JOIN track_rekey AS r
  ON l.track_id = r.alias_track_id
