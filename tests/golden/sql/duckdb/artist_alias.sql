SELECT
  a.alias_artist,
  m.source,
  a.artist,
  COUNT(*) AS tracks
FROM music_info_dim AS m
INNER JOIN artist_merge AS a
  ON m.delivered_artist = a.alias_artist
GROUP BY
  a.alias_artist,
  m.source,
  a.artist
