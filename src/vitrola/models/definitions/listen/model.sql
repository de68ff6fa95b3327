-- kind: view
-- grows: with plays
-- grain: one row for each record of plays accepted, under the track that survived
-- Records of merged tracks stand apart, so that all others pass through untouched and fast.
SELECT
  track_id,
  user_id,
  playcount,
  played_at,
  subscription_level,
  record_level,
  source,
  raw_file,
  record
FROM accepted_listens AS l
LEFT ANTI JOIN track_rekey AS r ON l.track_id = r.alias_track_id
UNION ALL
SELECT
  r.track_id,
  l.user_id,
  l.playcount,
  l.played_at,
  l.subscription_level,
  l.record_level,
  l.source,
  l.raw_file,
  l.record
FROM accepted_listens AS l
INNER JOIN track_rekey AS r ON l.track_id = r.alias_track_id
