-- kind: table
-- by: user_id
WITH named AS (
  SELECT user_id, source FROM tagging_fact
  UNION ALL
  SELECT user_id, source FROM delivered_user
),
everyone AS (
  SELECT user_id, source_place, genre_place FROM user_played
  UNION ALL
  SELECT n.user_id, s.place AS source_place, CAST(NULL AS INT) AS genre_place
  FROM named AS n
  INNER JOIN source_place AS s ON n.source = s.source
),
one AS (
  SELECT user_id, MIN(source_place) AS source_place, MAX(genre_place) AS genre_place
  FROM everyone
  GROUP BY user_id
),
described AS (
  SELECT
    one.user_id,
    s.source,
    g.genre AS main_genre,
    d.sex AS delivered_sex,
    d.birth_year AS delivered_birth_year,
    d.country,
    d.registered_at,
    d.subscription_level,
    CASE
      WHEN :simulate AND d.sex IS NULL AND d.birth_year IS NULL THEN MD5(CONCAT(:seed, '|', one.user_id))
    END AS digest
  FROM one
  INNER JOIN source_place AS s ON one.source_place = s.place
  LEFT JOIN genre_place AS g ON one.genre_place = g.place
  LEFT JOIN delivered_user AS d ON one.user_id = d.user_id
),
drawn AS (
  SELECT
    *,
    CASE WHEN HEX_TO_INT(SUBSTRING(digest, 1, 6)) % 1000 < 699 THEN 'M' WHEN digest IS NOT NULL THEN 'F' END
      AS simulated_sex,
    2020 - 16 - CAST(FLOOR((
      HEX_TO_INT(SUBSTRING(digest, 7, 2)) + HEX_TO_INT(SUBSTRING(digest, 9, 2))
      + HEX_TO_INT(SUBSTRING(digest, 11, 2)) + HEX_TO_INT(SUBSTRING(digest, 13, 2))
    ) * 36.999 / 1020) AS INT) AS simulated_birth_year
  FROM described
)
SELECT
  drawn.user_id,
  COALESCE(delivered_sex, simulated_sex) AS sex,
  COALESCE(delivered_birth_year, simulated_birth_year) AS birth_year,
  year_span.last_year - COALESCE(delivered_birth_year, simulated_birth_year) AS age,
  country,
  registered_at,
  subscription_level,
  main_genre,
  CASE
    WHEN delivered_sex IS NOT NULL OR delivered_birth_year IS NOT NULL THEN 'delivered'
    WHEN digest IS NOT NULL THEN 'simulated'
    ELSE 'unknown'
  END AS demographics_origin,
  drawn.source
FROM drawn
CROSS JOIN year_span
