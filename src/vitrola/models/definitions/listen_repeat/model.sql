-- kind: temp
-- grows: with plays
-- exceptions: records whose key repeats
-- grain: one row for each record whose fact key may repeat; place 1 is the one the others belong to
-- Where its source says so, a later one is a copy to be quarantined instead of more plays.
WITH placed AS (
  SELECT
    listen.*,
    ROW_NUMBER() OVER (
      PARTITION BY track_id, user_id, played_at
      ORDER BY raw_file, record, playcount, subscription_level
    ) AS place
  FROM listen
  LEFT SEMI JOIN repeated_key ON XXHASH64(track_id, user_id, played_at) = repeated_key.key_hash
)
SELECT placed.*, place > 1 AND source_rule.repeated = 'quarantine' AS is_copy
FROM placed
INNER JOIN source_rule ON placed.source = source_rule.source
