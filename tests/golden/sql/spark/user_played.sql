WITH ranked AS (
  SELECT
    user_id,
    source_place,
    CAST(streams AS DECIMAL(19, 0)) * CAST(1000000000000000000 AS DECIMAL(19, 0)) + CAST(CASE WHEN NOT place IS NULL THEN records * 10000000 + place END AS DECIMAL(19, 0)) AS rank
  FROM user_genre
), best AS (
  SELECT
    user_id,
    MIN(source_place) AS source_place,
    MAX(rank) AS rank
  FROM ranked
  GROUP BY
    user_id
)
SELECT
  user_id,
  source_place,
  CAST(rank % 10000000 AS INT) AS genre_place
FROM best
