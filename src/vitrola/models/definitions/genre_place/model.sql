-- kind: temp
-- grain: one row for each genre delivered, numbered so that of two genres the earlier in the alphabet is greater
SELECT genre, CAST(ROW_NUMBER() OVER (ORDER BY genre DESC) AS INT) AS place
FROM (SELECT DISTINCT genre FROM music_info_dim WHERE genre IS NOT NULL) AS genres
