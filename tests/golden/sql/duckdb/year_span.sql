SELECT
  MIN(YEAR(CAST(play_date AS DATE))) AS first_year,
  MAX(YEAR(CAST(play_date AS DATE))) AS last_year
FROM listening_history_fact
