WITH everyone AS (
  SELECT
    user_id,
    source
  FROM listening_history_fact
  UNION ALL
  SELECT
    user_id,
    source
  FROM tagging_fact
  UNION ALL
  SELECT
    user_id,
    source
  FROM delivered_user
), one AS (
  SELECT
    _key_0 AS user_id,
    MIN(_part_0) AS source
  FROM (
    SELECT
      user_id AS _key_0,
      source AS _part_0
    FROM everyone
    GROUP BY
      user_id,
      source
  ) AS _parts
  GROUP BY
    _key_0
), described AS (
  SELECT
    one.user_id,
    one.source,
    d.sex AS delivered_sex,
    d.birth_year AS delivered_birth_year,
    d.country,
    d.registered_at,
    d.subscription_level,
    CASE
      WHEN FALSE AND d.sex IS NULL AND d.birth_year IS NULL
      THEN MD5(CONCAT('2020', '|', one.user_id))
    END AS digest
  FROM one
  LEFT JOIN delivered_user AS d
    ON one.user_id = d.user_id
), drawn AS (
  SELECT
    *,
    CASE
      WHEN CAST(CONV(SUBSTRING(digest, 1, 6), 16, 10) AS BIGINT) % 1000 < 699
      THEN 'M'
      WHEN NOT digest IS NULL
      THEN 'F'
    END AS simulated_sex,
    2020 - 16 - CAST(FLOOR(
      (
        CAST(CONV(SUBSTRING(digest, 7, 2), 16, 10) AS BIGINT) + CAST(CONV(SUBSTRING(digest, 9, 2), 16, 10) AS BIGINT) + CAST(CONV(SUBSTRING(digest, 11, 2), 16, 10) AS BIGINT) + CAST(CONV(SUBSTRING(digest, 13, 2), 16, 10) AS BIGINT)
      ) * 36.999 / 1020
    ) AS INT) AS simulated_birth_year
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
  user_main_genre.genre AS main_genre,
  CASE
    WHEN NOT delivered_sex IS NULL OR NOT delivered_birth_year IS NULL
    THEN 'delivered'
    WHEN NOT digest IS NULL
    THEN 'simulated'
    ELSE 'unknown'
  END AS demographics_origin,
  drawn.source
FROM drawn
CROSS JOIN year_span
LEFT JOIN user_main_genre
  ON drawn.user_id = user_main_genre.user_id
