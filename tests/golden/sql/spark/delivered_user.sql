WITH observed AS (
  SELECT
    *,
    COALESCE(observed_at, CAST('1970-01-01 00:00:00' AS TIMESTAMP)) AS at
  FROM accepted_users
)
SELECT
  user_id,
  MAX_BY(sex, STRUCT(at AS at, sex AS value)) FILTER(WHERE
    NOT sex IS NULL) AS sex,
  MAX_BY(birth_year, STRUCT(at AS at, birth_year AS value)) FILTER(WHERE
    NOT birth_year IS NULL) AS birth_year,
  MAX_BY(country, STRUCT(at AS at, country AS value)) FILTER(WHERE
    NOT country IS NULL) AS country,
  MIN(registered_at) AS registered_at,
  MAX_BY(subscription_level, STRUCT(at AS at, subscription_level AS value)) FILTER(WHERE
    NOT subscription_level IS NULL) AS subscription_level,
  MIN(source) AS source
FROM observed
GROUP BY
  user_id
