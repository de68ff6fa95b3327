-- grain: one row for each kind of user: alike in sex, age, country and main genre
SELECT
  class,
  MIN(sex) AS sex,
  MIN(age) AS age,
  MIN(country) AS country,
  MIN(main_genre) AS main_genre
FROM cube_member
GROUP BY class
ORDER BY class
