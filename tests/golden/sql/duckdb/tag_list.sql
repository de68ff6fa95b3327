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
    ROW_NUMBER() OVER (PARTITION BY track_id ORDER BY times DESC, tag NULLS FIRST) AS place
  FROM counted
)
SELECT
  track_id,
  ARRAY_TO_STRING(
    LIST_TRANSFORM(
      LIST_SORT(
        ARRAY_AGG({'place': place, 'tag': tag}) FILTER(WHERE
          NOT {'place': place, 'tag': tag} IS NULL),
        'ASC',
        'NULLS FIRST'
      ),
      LAMBDA entry : entry.tag
    ),
    ', '
  ) AS tags
FROM ranked
WHERE
  place <= 10
GROUP BY
  track_id
