-- grain: one row for each month from the first play to the last, with a measure there and in the month before
WITH span AS (SELECT MIN(play_date) AS first_day, MAX(play_date) AS last_day FROM listening_history_fact),
covered AS (
  SELECT
    d.month_year,
    MONTH_START(d.date) AS month_start,
    DATE_ADD(MONTH_START(d.date), -1) AS before_end,
    MAX(d.date) AS last_day
  FROM calendar_dim AS d
  INNER JOIN span ON d.date >= span.first_day AND d.date <= span.last_day
  GROUP BY d.month_year, MONTH_START(d.date)
),
compared AS (
  SELECT
    *,
    MONTH_START(before_end) AS before_start,
    CASE
      WHEN MONTH_START(DATE_ADD(last_day, 1)) <> month_start THEN before_end
      ELSE LEAST(before_end, DATE_ADD(MONTH_START(before_end), DAY(last_day) - 1))
    END AS before_last
  FROM covered
),
months AS (
  SELECT
    m.month_year,
    COALESCE(SUM(CASE WHEN f.play_date >= m.month_start THEN :value END), 0) AS value,
    CASE
      WHEN m.before_start >= MIN(span.first_day)
        THEN SUM(CASE WHEN f.play_date <= m.before_last THEN :value END)
    END AS value_before
  FROM compared AS m
  CROSS JOIN span
  LEFT JOIN listening_history_fact AS f ON f.play_date >= m.before_start AND f.play_date <= m.last_day
  GROUP BY m.month_year, m.before_start
)
SELECT month_year, :formula AS measure
FROM months
ORDER BY month_year
