-- kind: temp
-- grain: one row for each source, numbered so that of two sources the earlier in the alphabet is less
SELECT source, CAST(ROW_NUMBER() OVER (ORDER BY source) AS INT) AS place
FROM source_rule
