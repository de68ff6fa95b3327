SELECT
  m.track_id,
  p.place
FROM music_info_dim AS m
INNER JOIN genre_place AS p
  ON m.genre = p.genre
