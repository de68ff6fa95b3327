WITH every_day AS (
  SELECT
    UNNEST(
      GENERATE_SERIES(MAKE_DATE(first_year, 1, 1), MAKE_DATE(last_year, 12, 31), INTERVAL '1' DAY)
    ) AS day
  FROM year_span
), calendar AS (
  SELECT
    CAST(every_day.day AS DATE) AS date,
    holiday.holiday,
    holiday.optional_holiday
  FROM every_day
  LEFT JOIN holiday
    ON CAST(every_day.day AS DATE) = holiday.date
)
SELECT
  date,
  YEAR(CAST(date AS DATE)) AS year,
  MONTH(CAST(date AS DATE)) AS month_number,
  [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December'
  ][MONTH(CAST(date AS DATE)) + 0] AS month_name,
  [
    'janeiro',
    'fevereiro',
    'março',
    'abril',
    'maio',
    'junho',
    'julho',
    'agosto',
    'setembro',
    'outubro',
    'novembro',
    'dezembro'
  ][MONTH(CAST(date AS DATE)) + 0] AS month_name_pt,
  LPAD(CAST(YEAR(CAST(date AS DATE)) AS TEXT), 4, '0') || '-' || LPAD(CAST(MONTH(CAST(date AS DATE)) AS TEXT), 2, '0') AS month_year,
  ISO_WEEKDAY(date) AS weekday_order,
  ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'][ISO_WEEKDAY(date)] AS weekday_name,
  [
    'segunda-feira',
    'terça-feira',
    'quarta-feira',
    'quinta-feira',
    'sexta-feira',
    'sábado',
    'domingo'
  ][ISO_WEEKDAY(date)] AS weekday_name_pt,
  holiday,
  optional_holiday,
  ISO_WEEKDAY(date) <= 5
  AND holiday IS NULL
  AND NOT (
    FALSE AND NOT optional_holiday IS NULL
  ) AS is_business_day,
  'BR' AS holiday_country
FROM calendar
