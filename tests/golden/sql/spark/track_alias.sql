WITH merged AS (
  SELECT
    *
  FROM track_member
  WHERE
    members > 1 AND place > 1
), survivor AS (
  SELECT
    group_id,
    delivered_group,
    track_id,
    name
  FROM track_member
  WHERE
    place = 1
)
SELECT
  merged.track_id AS alias_track_id,
  survivor.track_id,
  CASE
    WHEN merged.delivered_group <> survivor.delivered_group
    THEN 'accepted in review'
    WHEN merged.track_id = survivor.track_id
    THEN 'same track_id'
    ELSE 'same spotify_id'
  END AS evidence,
  CASE
    WHEN merged.delivered_group <> survivor.delivered_group
    THEN NULL
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
UNION ALL
SELECT
  played.track_id AS alias_track_id,
  COALESCE(survivor.track_id, m.kept_group_id) AS track_id,
  'accepted in review' AS evidence,
  CAST(NULL AS STRING) AS evidence_value,
  played.name AS alias_name,
  played.artist AS alias_artist,
  CAST(NULL AS STRING) AS alias_genre,
  CAST(NULL AS STRING) AS alias_tags,
  COALESCE(survivor.name, kept.name) AS survivor_name,
  played.source,
  CAST(NULL AS STRING) AS raw_file
FROM reviewed_group AS played
INNER JOIN merged_group AS m
  ON played.group_id = m.group_id
LEFT JOIN survivor
  ON m.kept_group_id = survivor.group_id
LEFT JOIN reviewed_group AS kept
  ON m.kept_group_id = kept.track_id AND kept.is_inferred
WHERE
  played.is_inferred
