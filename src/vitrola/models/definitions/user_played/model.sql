-- kind: temp
-- by: user_id
-- grain: one row for each user who played a track: the first of the sources, and the main genre where one is known
-- The genre with most plays; of equals the one with more records, then the first of the alphabet: as one
-- number, the greatest of which Spark finds without sorting. It has room for 10^11 records and 10^7 genres.
WITH ranked AS (
  SELECT
    user_id,
    source_place,
    CAST(streams AS DECIMAL(19, 0)) * CAST(1000000000000000000 AS DECIMAL(19, 0))
    + CAST(CASE WHEN place IS NOT NULL THEN records * 10000000 + place END AS DECIMAL(19, 0)) AS rank
  FROM user_genre
),
best AS (
  SELECT user_id, MIN(source_place) AS source_place, MAX(rank) AS rank
  FROM ranked
  GROUP BY user_id
)
SELECT user_id, source_place, CAST(rank % 10000000 AS INT) AS genre_place
FROM best
