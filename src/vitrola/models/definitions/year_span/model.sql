-- kind: temp
-- small: compared with what it was
-- grain: one row: the first and the last year with a play, in which ages are counted; null without dates
SELECT MIN(YEAR(play_date)) AS first_year, MAX(YEAR(play_date)) AS last_year
FROM listening_history_fact
