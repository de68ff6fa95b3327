-- grain: one row for each kind of user: alike in sex, age and country
SELECT class, MIN(sex) AS sex, MIN(age) AS age, MIN(country) AS country
FROM cube_member
GROUP BY class
ORDER BY class
