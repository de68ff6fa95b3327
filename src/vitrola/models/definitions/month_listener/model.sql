-- kind: temp
-- adds up: {listeners: SUM}
-- over: user_id
-- kept in: month_mart
-- grain: one row for each source and month with plays, and each source with undated ones
-- Grouped by what it counts first, which is quicker than counting distinct values.
SELECT source, month, COUNT(*) AS listeners
FROM (
  SELECT DISTINCT source, MONTH_START(play_date) AS month, user_id FROM listening_history_fact
) AS listener_month
GROUP BY source, month
