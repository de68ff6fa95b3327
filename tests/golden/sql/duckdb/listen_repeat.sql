WITH placed AS (
  SELECT
    listen.*,
    ROW_NUMBER() OVER (
      PARTITION BY track_id, user_id, played_at
      ORDER BY raw_file NULLS FIRST, record NULLS FIRST, playcount NULLS FIRST, subscription_level NULLS FIRST
    ) AS place
  FROM listen
  SEMI JOIN repeated_key
    ON XXHASH64(track_id, user_id, played_at) = repeated_key.key_hash
)
SELECT
  placed.*,
  place > 1 AND source_rule.repeated = 'quarantine' AS is_copy
FROM placed
INNER JOIN source_rule
  ON placed.source = source_rule.source
