SELECT
  m.group_id,
  m.kept_group_id
FROM track_merge AS m
SEMI JOIN reviewed_group AS r
  ON m.group_id = r.group_id
