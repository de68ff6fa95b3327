WITH grouped AS (
  SELECT
    g.*,
    COALESCE(m.kept_group_id, g.delivered_group) AS group_id,
    CASE WHEN m.kept_group_id IS NULL THEN 0 ELSE 1 END AS gives_way
  FROM track_group AS g
  LEFT JOIN merged_group AS m
    ON g.delivered_group = m.group_id
), sized AS (
  SELECT
    *,
    COUNT(*) OVER (PARTITION BY group_id) AS members
  FROM grouped
), described AS (
  SELECT
    *,
    CASE WHEN REGEXP_MATCHES(name, '^[a-z][A-Z]') THEN 1 ELSE 0 END AS is_garbled,
    COALESCE(LENGTH(REGEXP_REPLACE(name, '[A-Za-z0-9 ]', '', 'g')), 0) AS marks,
    CASE WHEN genre IS NULL THEN 0 ELSE 1 END AS has_genre,
    CASE
      WHEN tags IS NULL
      THEN 0
      ELSE LENGTH(tags) - LENGTH(REPLACE(tags, ',', '')) + 1
    END AS tag_count
  FROM sized
  WHERE
    members > 1
)
SELECT
  *,
  ROW_NUMBER() OVER (
    PARTITION BY group_id
    ORDER BY gives_way NULLS FIRST, is_garbled NULLS FIRST, marks DESC, has_genre DESC, tag_count DESC, LENGTH(name) DESC, track_id NULLS FIRST, name NULLS FIRST, artist NULLS FIRST, genre NULLS FIRST, tags NULLS FIRST, year NULLS FIRST, raw_file NULLS FIRST, record NULLS FIRST
  ) AS place
FROM described
UNION ALL
SELECT
  *,
  0 AS is_garbled,
  0 AS marks,
  0 AS has_genre,
  0 AS tag_count,
  1 AS place
FROM sized
WHERE
  members = 1
