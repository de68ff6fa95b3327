-- kind: table
WITH every_day AS (
  SELECT EXPLODE(SEQUENCE(
    MAKE_DATE(first_year, 1, 1), MAKE_DATE(last_year, 12, 31), INTERVAL 1 DAY
  )) AS day
  FROM year_span
),
calendar AS (
  SELECT CAST(every_day.day AS DATE) AS date, holiday.holiday, holiday.optional_holiday
  FROM every_day
  LEFT JOIN holiday ON CAST(every_day.day AS DATE) = holiday.date
)
SELECT
  date,
  YEAR(date) AS year,
  MONTH(date) AS month_number,
  ELEMENT_AT(ARRAY('January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September',
    'October', 'November', 'December'), MONTH(date)) AS month_name,
  ELEMENT_AT(ARRAY('janeiro', 'fevereiro', 'março', 'abril', 'maio', 'junho', 'julho', 'agosto', 'setembro',
    'outubro', 'novembro', 'dezembro'), MONTH(date)) AS month_name_pt,
  CONCAT(LPAD(CAST(YEAR(date) AS STRING), 4, '0'), '-', LPAD(CAST(MONTH(date) AS STRING), 2, '0'))
    AS month_year,
  ISO_WEEKDAY(date) AS weekday_order,
  ELEMENT_AT(ARRAY('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'),
    ISO_WEEKDAY(date)) AS weekday_name,
  ELEMENT_AT(ARRAY('segunda-feira', 'terça-feira', 'quarta-feira', 'quinta-feira', 'sexta-feira', 'sábado',
    'domingo'), ISO_WEEKDAY(date)) AS weekday_name_pt,
  holiday,
  optional_holiday,
  ISO_WEEKDAY(date) <= 5
    AND holiday IS NULL
    AND NOT (:optional_holidays AND optional_holiday IS NOT NULL) AS is_business_day,
  :holidays_country AS holiday_country
FROM calendar
