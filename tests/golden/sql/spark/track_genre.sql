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
  LATERAL VIEW
  EXPLODE(SPLIT(tags, ', ')) AS tag
), placed AS (
  SELECT
    single.track_id,
    genre_tag.genre,
    LOCATE(CONCAT(', ', single.tag, ', '), CONCAT(', ', single.tags, ', ')) AS place
  FROM single
  INNER JOIN genre_tag
    ON REPLACE(LOWER(single.tag), '_', ' ') = genre_tag.tag
)
SELECT
  track_id,
  MIN_BY(genre, place) AS genre
FROM placed
GROUP BY
  track_id
