-- kind: temp
-- grain: one row for each user who played a track of known genre
WITH placed AS (
  SELECT genre, ROW_NUMBER() OVER (ORDER BY genre DESC) AS place
  FROM (SELECT DISTINCT genre FROM music_info_dim WHERE genre IS NOT NULL) AS genres
),
best AS (
  SELECT u.user_id, MAX(STRUCT(u.streams AS streams, u.records AS records, placed.place AS place)) AS top
  FROM user_genre AS u
  INNER JOIN placed ON u.genre = placed.genre
  GROUP BY u.user_id
)
SELECT best.user_id, placed.genre
FROM best
INNER JOIN placed ON best.top.place = placed.place
