SELECT
  MAX(YEAR(CAST(play_date AS DATE))) AS year
FROM listening_history_fact
