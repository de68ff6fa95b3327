SELECT
  genre,
  CAST(ROW_NUMBER() OVER (ORDER BY genre DESC) AS INT) AS place
FROM (
  SELECT DISTINCT
    genre
  FROM music_info_dim
  WHERE
    NOT genre IS NULL
) AS genres
