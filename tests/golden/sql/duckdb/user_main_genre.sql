WITH best AS (
  SELECT
    user_id,
    MAX({'streams': streams, 'records': records, 'place': place}) AS top
  FROM user_genre
  GROUP BY
    user_id
)
SELECT
  best.user_id,
  p.genre
FROM best
INNER JOIN genre_place AS p
  ON best.top.place = p.place
