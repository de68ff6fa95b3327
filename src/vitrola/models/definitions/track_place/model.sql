-- kind: temp
-- grain: one row for each track with a genre delivered: the genre's number
SELECT m.track_id, p.place
FROM music_info_dim AS m
INNER JOIN genre_place AS p ON m.genre = p.genre
