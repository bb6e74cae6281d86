SELECT ARRAY[]::text[] AS labels, to_jsonb(w) AS data FROM pg_stat_wal w
