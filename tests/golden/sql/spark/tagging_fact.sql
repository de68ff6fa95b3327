SELECT
  _key_0 AS user_id,
  _key_1 AS track_id,
  _key_2 AS tag_id,
  MIN(_part_0) AS tagged_on,
  MIN(_part_1) AS source,
  MIN(_part_2) AS raw_file
FROM (
  SELECT
    user_id AS _key_0,
    track_id AS _key_1,
    tag_id AS _key_2,
    source AS _part_1,
    raw_file AS _part_2,
    MIN(tagged_on) AS _part_0
  FROM rekeyed_tagging
  GROUP BY
    user_id,
    track_id,
    tag_id,
    source,
    raw_file
) AS _parts
GROUP BY
  _key_0,
  _key_1,
  _key_2
