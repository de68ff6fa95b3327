SELECT
  MIN(YEAR(month)) AS first_year,
  MAX(YEAR(month)) AS last_year
FROM month_mart
