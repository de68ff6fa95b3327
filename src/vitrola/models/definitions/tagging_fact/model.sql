-- kind: table
SELECT
  user_id,
  track_id,
  tag_id,
  MIN(tagged_on) AS tagged_on,
  MIN(source) AS source,
  MIN(raw_file) AS raw_file
FROM (
  SELECT t.user_id, COALESCE(r.track_id, t.track_id) AS track_id, t.tag_id, t.tagged_on, t.source, t.raw_file
  FROM accepted_taggings AS t
  LEFT JOIN track_rekey AS r ON t.track_id = r.alias_track_id
) AS rekeyed
GROUP BY user_id, track_id, tag_id
