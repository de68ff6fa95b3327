SELECT
  (SELECT COUNT(*) FROM music_info_dim) AS tracks,
  (SELECT COUNT(*) FROM listening_history_fact) AS facts,
  (SELECT COUNT(*) FROM user_id_dim) AS users,
  (SELECT COUNT(DISTINCT user_id) FROM listening_history_fact) AS listeners,
  (SELECT CAST(SUM(playcount) AS BIGINT) FROM listening_history_fact) AS plays
