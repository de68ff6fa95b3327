SELECT
  MIN(YEAR(play_date)) AS first_year,
  MAX(YEAR(play_date)) AS last_year
FROM listening_history_fact
