-- kind: temp
-- grain: one row: the last year with a play, in which ages are counted; null without dates
SELECT MAX(YEAR(play_date)) AS year
FROM listening_history_fact
