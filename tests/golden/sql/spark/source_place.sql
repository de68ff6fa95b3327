SELECT
  source,
  CAST(ROW_NUMBER() OVER (ORDER BY source) AS INT) AS place
FROM source_rule
