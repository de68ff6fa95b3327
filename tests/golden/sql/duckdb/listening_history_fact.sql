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
  ANTI JOIN repeated
    ON XXHASH64(track_id, user_id, played_at) = repeated.key_hash
), summed AS (
  SELECT
    track_id,
    user_id,
    SUM(playcount) AS playcount,
    played_at,
    ARG_MIN(subscription_level, place) AS subscription_level,
    ARG_MIN(record_level, place) AS record_level,
    ARG_MIN(source, place) AS source,
    ARG_MIN(raw_file, place) AS raw_file
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
    LOCAL_DATE(played_at, 'America/Sao_Paulo') AS delivered_date,
    CASE
      WHEN FALSE AND played_at IS NULL
      THEN MD5('2020' || '|' || track_id || '|' || user_id)
    END AS digest
  FROM plays
), drawn AS (
  SELECT
    *,
    CAST('2020-01-01' AS DATE) + INTERVAL (
      CAST(HEX_TO_INT(SUBSTRING(digest, 1, 7)) % 366 AS INT)
    ) DAY AS any_day,
    HEX_TO_INT(SUBSTRING(digest, 8, 2)) AS chance,
    CAST(HEX_TO_INT(SUBSTRING(digest, 10, 6)) % 31 AS INT) AS december_day
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
      THEN CAST('2020-12-01' AS DATE) + INTERVAL (
        december_day
      ) DAY
      WHEN chance < 16
      THEN GREATEST(
        CAST(any_day AS DATE) + INTERVAL (
          2 - ISO_WEEKDAY(CAST(any_day AS DATE))
        ) DAY,
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
