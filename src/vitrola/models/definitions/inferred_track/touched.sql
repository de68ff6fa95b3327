-- instead of: [accepted_listens, track_mart]
-- New plays change no inferred track where each is of a track that a catalogue delivered.
SELECT f.track_id
FROM listening_history_fact AS f
LEFT ANTI JOIN (SELECT track_id FROM music_info_dim WHERE member_origin = 'delivered') AS known
  ON f.track_id = known.track_id
LIMIT 1
