SELECT
  XXHASH64(track_id, user_id, played_at) AS key_hash
FROM listen
