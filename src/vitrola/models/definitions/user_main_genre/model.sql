-- kind: temp
-- by: user_id
-- grain: one row for each user who played a track of known genre
-- The genre with most plays; of equals the one with more records, then the first of the alphabet.
WITH best AS (
  SELECT user_id, MAX(STRUCT(streams AS streams, records AS records, place AS place)) AS top
  FROM user_genre
  GROUP BY user_id
)
SELECT best.user_id, p.genre
FROM best
INNER JOIN genre_place AS p ON best.top.place = p.place
