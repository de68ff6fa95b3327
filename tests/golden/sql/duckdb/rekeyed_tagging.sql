SELECT
  t.user_id,
  COALESCE(r.track_id, t.track_id) AS track_id,
  t.tag_id,
  t.tagged_on,
  t.source,
  t.raw_file,
  t.record
FROM accepted_taggings AS t
LEFT JOIN track_rekey AS r
  ON t.track_id = r.alias_track_id
