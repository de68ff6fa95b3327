SELECT
  source,
  month,
  COUNT(*) AS listeners
FROM (
  SELECT DISTINCT
    source,
    MONTH_START(play_date) AS month,
    user_id
  FROM listening_history_fact
) AS listener_month
GROUP BY
  source,
  month
