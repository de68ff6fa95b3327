-- kind: temp
-- small: compared with what it was
-- grain: one row: the first and the last year with a play, in which ages are counted; null without dates
SELECT MIN(YEAR(month)) AS first_year, MAX(YEAR(month)) AS last_year
FROM month_mart
