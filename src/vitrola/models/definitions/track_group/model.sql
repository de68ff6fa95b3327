-- kind: view
-- grain: one row for each catalogue row accepted, with the group that its identifiers alone put it in
-- Rows of one source are the same track when they share a track_id or a spotify_id.
SELECT *, MIN(COALESCE(CONCAT(source, '|', spotify_id), track_id)) OVER (PARTITION BY track_id) AS delivered_group
FROM accepted_tracks
