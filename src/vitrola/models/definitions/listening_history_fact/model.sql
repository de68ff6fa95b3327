-- kind: table
-- grows: with plays
-- Rows with a key of their own pass through; rows whose key repeats are summed into the first of them.
WITH repeated AS (SELECT XXHASH64(track_id, user_id, played_at) AS key_hash FROM listen_repeat),
single AS (
  SELECT track_id, user_id, playcount, played_at, subscription_level, record_level, source, raw_file
  FROM listen
  LEFT ANTI JOIN repeated ON XXHASH64(track_id, user_id, played_at) = repeated.key_hash
),
summed AS (
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
  WHERE NOT is_copy
  GROUP BY track_id, user_id, played_at
),
plays AS (
  SELECT * FROM single
  UNION ALL
  SELECT * FROM summed
),
dated AS (
  SELECT
    *,
    LOCAL_DATE(played_at, :time_zone) AS delivered_date,
    CASE WHEN :simulate AND played_at IS NULL THEN MD5(CONCAT(:seed, '|', track_id, '|', user_id)) END AS digest
  FROM plays
),
drawn AS (
  SELECT
    *,
    DATE_ADD(DATE '2020-01-01', CAST(HEX_TO_INT(SUBSTRING(digest, 1, 7)) % 366 AS INT)) AS any_day,
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
      WHEN chance < 4 THEN DATE_ADD(DATE '2020-12-01', december_day)
      WHEN chance < 16
        THEN GREATEST(DATE_ADD(CAST(any_day AS DATE), 2 - ISO_WEEKDAY(CAST(any_day AS DATE))), DATE '2020-01-07')
      ELSE any_day
    END
  ) AS play_date,
  CASE
    WHEN delivered_date IS NOT NULL THEN 'delivered'
    WHEN digest IS NOT NULL THEN 'simulated'
    ELSE 'unknown'
  END AS date_origin,
  subscription_level,
  record_level,
  source,
  raw_file
FROM drawn
