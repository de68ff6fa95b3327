-- kind: repeats
-- grows: with plays
-- grain: one row for each 64-bit hash that more than one record's fact key has; a superset of repeated keys
SELECT XXHASH64(track_id, user_id, played_at) AS key_hash
FROM listen
