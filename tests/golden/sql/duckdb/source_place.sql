SELECT
  source,
  CAST(ROW_NUMBER() OVER (ORDER BY source NULLS FIRST) AS INT) AS place
FROM source_rule
