SELECT
  MIN(YEAR(CAST(month AS DATE))) AS first_year,
  MAX(YEAR(CAST(month AS DATE))) AS last_year
FROM month_mart
