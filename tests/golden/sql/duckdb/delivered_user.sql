WITH observed AS (
  SELECT
    *,
    COALESCE(observed_at, CAST('1970-01-01 00:00:00' AS TIMESTAMPTZ)) AS "at"
  FROM accepted_users
)
SELECT
  user_id,
  ARG_MAX(sex, {'at': "at", 'value': sex}) FILTER(WHERE
    NOT sex IS NULL) AS sex,
  ARG_MAX(birth_year, {'at': "at", 'value': birth_year}) FILTER(WHERE
    NOT birth_year IS NULL) AS birth_year,
  ARG_MAX(country, {'at': "at", 'value': country}) FILTER(WHERE
    NOT country IS NULL) AS country,
  MIN(registered_at) AS registered_at,
  ARG_MAX(subscription_level, {'at': "at", 'value': subscription_level}) FILTER(WHERE
    NOT subscription_level IS NULL) AS subscription_level,
  MIN(source) AS source
FROM observed
GROUP BY
  user_id
