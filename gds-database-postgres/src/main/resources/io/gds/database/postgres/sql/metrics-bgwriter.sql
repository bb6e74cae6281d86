SELECT ARRAY[]::text[] AS labels, to_jsonb(b) AS data FROM pg_stat_bgwriter b
