WITH tagged AS (
  SELECT
    t.track_id,
    COALESCE(t.tags, g.tags) AS tags
  FROM track_survivor AS t
  LEFT JOIN tag_list AS g
    ON t.track_id = g.track_id
), single AS (
  SELECT
    track_id,
    tags,
    tag
  FROM tagged
  CROSS JOIN UNNEST(STR_SPLIT_REGEX(tags, ', ')) AS _t0(tag)
), placed AS (
  SELECT
    single.track_id,
    genre_tag.genre,
    STRPOS(', ' || single.tags || ', ', ', ' || single.tag || ', ') AS place
  FROM single
  INNER JOIN genre_tag
    ON REPLACE(LOWER(REPLACE(single.tag, 'İ', 'i̇')), '_', ' ') = genre_tag.tag
)
SELECT
  track_id,
  ARG_MIN(genre, place) AS genre
FROM placed
GROUP BY
  track_id
