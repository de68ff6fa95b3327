SELECT
  tag_id,
  MIN(tag) AS tag,
  MIN(source) AS source,
  MIN(raw_file) AS raw_file
FROM accepted_tags
GROUP BY
  tag_id
