SELECT
  user_id,
  track_id,
  tag_id,
  MIN(tagged_on) AS tagged_on,
  MIN(source) AS source,
  MIN(raw_file) AS raw_file
FROM rekeyed_tagging
GROUP BY
  user_id,
  track_id,
  tag_id
