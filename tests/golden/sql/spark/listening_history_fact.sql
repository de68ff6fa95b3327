WITH repeated AS (
  SELECT
    XXHASH64(track_id, user_id, played_at) AS key_hash
  FROM listen_repeat
), single AS (
  SELECT
    track_id,
    user_id,
    playcount,
    played_at,
    subscription_level,
    record_level,
    source,
    raw_file
  FROM listen
  LEFT ANTI JOIN repeated
    ON XXHASH64(track_id, user_id, played_at) = repeated.key_hash
), summed AS (
  SELECT
    track_id,
    user_id,
    SUM(playcount) AS playcount,
    played_at,
    MIN_BY(subscription_level, place) AS subscription_level,
    MIN_BY(record_level, place) AS record_level,
    MIN_BY(source, place) AS source,
    MIN_BY(raw_file, place) AS raw_file
  FROM listen_repeat
  WHERE
    NOT is_copy
  GROUP BY
    track_id,
    user_id,
    played_at
), plays AS (
  SELECT
    *
  FROM single
  UNION ALL
  SELECT
    *
  FROM summed
), dated AS (
  SELECT
    *,
    TO_DATE(FROM_UTC_TIMESTAMP(CAST(played_at AS TIMESTAMP), 'America/Sao_Paulo')) AS delivered_date,
    CASE
      WHEN FALSE AND played_at IS NULL
      THEN MD5(CONCAT('2020', '|', track_id, '|', user_id))
    END AS digest
  FROM plays
), drawn AS (
  SELECT
    *,
    DATE_ADD(
      CAST('2020-01-01' AS DATE),
      CAST(CAST(CONV(SUBSTRING(digest, 1, 7), 16, 10) AS BIGINT) % 366 AS INT)
    ) AS any_day,
    CAST(CONV(SUBSTRING(digest, 8, 2), 16, 10) AS BIGINT) AS chance,
    CAST(CAST(CONV(SUBSTRING(digest, 10, 6), 16, 10) AS BIGINT) % 31 AS INT) AS december_day
  FROM dated
)
SELECT
  track_id,
  user_id,
  playcount,
  played_at,
  COALESCE(
    delivered_date,
    CASE
      WHEN chance < 4
      THEN DATE_ADD(CAST('2020-12-01' AS DATE), december_day)
      WHEN chance < 16
      THEN GREATEST(
        DATE_ADD(CAST(any_day AS DATE), 2 - (
          WEEKDAY(CAST(any_day AS DATE)) + 1
        )),
        CAST('2020-01-07' AS DATE)
      )
      ELSE any_day
    END
  ) AS play_date,
  CASE
    WHEN NOT delivered_date IS NULL
    THEN 'delivered'
    WHEN NOT digest IS NULL
    THEN 'simulated'
    ELSE 'unknown'
  END AS date_origin,
  subscription_level,
  record_level,
  source,
  raw_file
FROM drawn
