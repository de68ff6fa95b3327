-- grain: one row for each source, part (date or demographics) and origin: how many rows have it
SELECT source, 'date' AS part, date_origin AS origin, COUNT(*) AS members
FROM listening_history_fact
GROUP BY source, date_origin
UNION ALL
SELECT source, 'demographics' AS part, demographics_origin AS origin, COUNT(*) AS members
FROM user_id_dim
GROUP BY source, demographics_origin
