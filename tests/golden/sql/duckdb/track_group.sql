SELECT
  *,
  MIN(COALESCE(source || '|' || spotify_id, track_id)) OVER (PARTITION BY track_id) AS delivered_group
FROM accepted_tracks
