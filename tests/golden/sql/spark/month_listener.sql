SELECT
  source,
  month,
  COUNT(*) AS listeners
FROM (
  SELECT DISTINCT
    source,
    TRUNC(play_date, 'MM') AS month,
    user_id
  FROM listening_history_fact
) AS listener_month
GROUP BY
  source,
  month
