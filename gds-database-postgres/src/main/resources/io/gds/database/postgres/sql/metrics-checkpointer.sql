-- Up to 16 the background writer's view has these.
SELECT ARRAY[]::text[] AS labels, to_jsonb(c) AS data FROM pg_stat_checkpointer c
