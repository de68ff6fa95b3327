SELECT
  _key_0 AS tag_id,
  MIN(_part_0) AS tag,
  MIN(_part_1) AS source,
  MIN(_part_2) AS raw_file
FROM (
  SELECT
    tag_id AS _key_0,
    tag AS _part_0,
    source AS _part_1,
    raw_file AS _part_2
  FROM accepted_tags
  GROUP BY
    tag_id,
    tag,
    source,
    raw_file
) AS _parts
GROUP BY
  _key_0
