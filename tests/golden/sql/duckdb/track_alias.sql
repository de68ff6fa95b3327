WITH merged AS (
  SELECT
    *
  FROM track_member
  WHERE
    members > 1 AND place > 1
), survivor AS (
  SELECT
    *
  FROM track_member
  WHERE
    members > 1 AND place = 1
)
SELECT
  merged.track_id AS alias_track_id,
  survivor.track_id,
  CASE
    WHEN merged.track_id = survivor.track_id
    THEN 'same track_id'
    ELSE 'same spotify_id'
  END AS evidence,
  CASE
    WHEN merged.track_id = survivor.track_id
    THEN merged.track_id
    ELSE merged.spotify_id
  END AS evidence_value,
  merged.name AS alias_name,
  merged.artist AS alias_artist,
  merged.genre AS alias_genre,
  merged.tags AS alias_tags,
  survivor.name AS survivor_name,
  merged.source,
  merged.raw_file
FROM merged
INNER JOIN survivor
  ON merged.group_id = survivor.group_id
