SELECT DISTINCT
  alias_track_id,
  track_id
FROM track_alias
WHERE
  alias_track_id <> track_id
