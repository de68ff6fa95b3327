WITH counted AS (
  SELECT
    f.track_id,
    d.tag,
    COUNT(*) AS times
  FROM tagging_fact AS f
  INNER JOIN tag_dim AS d
    ON f.tag_id = d.tag_id
  GROUP BY
    f.track_id,
    d.tag
), ranked AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY track_id ORDER BY times DESC, tag) AS place
  FROM counted
)
SELECT
  track_id,
  ARRAY_JOIN(
    TRANSFORM(SORT_ARRAY(COLLECT_LIST(STRUCT(place AS place, tag AS tag))), entry -> entry.tag),
    ', '
  ) AS tags
FROM ranked
WHERE
  place <= 10
GROUP BY
  track_id
