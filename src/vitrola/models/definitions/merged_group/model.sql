-- kind: temp
-- grain: one row for each group of rows, or track known only from plays, that gives way to another
-- track_merge is worked out from reviewed_group when this model's turn comes.
SELECT m.group_id, m.kept_group_id
FROM track_merge AS m
LEFT SEMI JOIN reviewed_group AS r ON m.group_id = r.group_id
