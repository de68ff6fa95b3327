-- kind: temp
-- by: user_id
-- grain: one row for each user a source describes; of several values the one observed last counts
WITH observed AS (
  SELECT *, COALESCE(observed_at, TIMESTAMP '1970-01-01 00:00:00') AS at FROM accepted_users
)
SELECT
  user_id,
  MAX_BY(sex, STRUCT(at AS at, sex AS value)) FILTER (WHERE sex IS NOT NULL) AS sex,
  MAX_BY(birth_year, STRUCT(at AS at, birth_year AS value)) FILTER (WHERE birth_year IS NOT NULL) AS birth_year,
  MAX_BY(country, STRUCT(at AS at, country AS value)) FILTER (WHERE country IS NOT NULL) AS country,
  MIN(registered_at) AS registered_at,
  MAX_BY(subscription_level, STRUCT(at AS at, subscription_level AS value))
    FILTER (WHERE subscription_level IS NOT NULL) AS subscription_level,
  MIN(source) AS source
FROM observed
GROUP BY user_id
