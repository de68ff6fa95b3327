-- kind: temp
-- grain: one row for each track_id that gave way to another
SELECT DISTINCT alias_track_id, track_id
FROM track_alias
WHERE alias_track_id <> track_id
