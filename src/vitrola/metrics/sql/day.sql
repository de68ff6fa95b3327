-- grain: one row for each day from the first play to the last
WITH span AS (SELECT MIN(play_date) AS first_day, MAX(play_date) AS last_day FROM listening_history_fact)
SELECT c.date, c.weekday_order AS weekday, c.is_business_day
FROM calendar_dim AS c
INNER JOIN span AS s ON c.date >= s.first_day AND c.date <= s.last_day
ORDER BY c.date
