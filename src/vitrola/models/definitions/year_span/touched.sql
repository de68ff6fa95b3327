-- instead of: [month_mart]
-- New plays leave the years as they are where each is of a year with plays, or undated.
SELECT f.play_date
FROM listening_history_fact AS f
LEFT ANTI JOIN (SELECT YEAR(month) AS year FROM month_mart) AS known ON YEAR(f.play_date) = known.year
WHERE f.play_date IS NOT NULL
LIMIT 1
