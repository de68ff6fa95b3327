-- grain: one row for each user, in the order of its number; class numbers users alike in all that is filtered by
SELECT
  user_id,
  CAST(ROW_NUMBER() OVER (ORDER BY user_id) - 1 AS INT) AS member,
  CAST(DENSE_RANK() OVER (ORDER BY sex, age, country, main_genre) - 1 AS INT) AS class,
  sex,
  age,
  country,
  main_genre
FROM user_id_dim
