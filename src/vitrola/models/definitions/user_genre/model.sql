-- kind: temp
-- grain: one row for each user and known genre delivered
SELECT f.user_id, m.genre, SUM(f.playcount) AS streams, COUNT(*) AS records
FROM listening_history_fact AS f
INNER JOIN music_info_dim AS m ON f.track_id = m.track_id
WHERE m.genre IS NOT NULL
GROUP BY f.user_id, m.genre
