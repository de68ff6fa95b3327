SELECT
  MAX(YEAR(play_date)) AS year
FROM listening_history_fact
