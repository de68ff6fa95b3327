-- grain: one row for each row of the fact, ordered by track and user, both by number; day counts from the first, -1 is unknown
WITH span AS (SELECT MIN(play_date) AS first_day FROM listening_history_fact)
SELECT
  t.track,
  u.member,
  COALESCE(DATEDIFF(f.play_date, s.first_day), -1) AS day,
  f.playcount
FROM listening_history_fact AS f
INNER JOIN cube_track AS t ON f.track_id = t.track_id
INNER JOIN cube_member AS u ON f.user_id = u.user_id
CROSS JOIN span AS s
ORDER BY t.track, u.member
