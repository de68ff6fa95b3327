SELECT
  _key_0 AS source,
  _key_1 AS track_id,
  MAX(_part_0) AS record_level,
  SUM(_part_1) AS streams,
  SUM(_part_2) AS records
FROM (
  SELECT
    source AS _key_0,
    track_id AS _key_1,
    record_level AS _part_0,
    SUM(playcount) AS _part_1,
    COUNT(*) AS _part_2
  FROM listening_history_fact
  GROUP BY
    source,
    track_id,
    record_level
) AS _parts
GROUP BY
  _key_0,
  _key_1
