-- Only a standby has conflicts.
SELECT ARRAY['datname', c.datname]::text[] AS labels,
       to_jsonb(c) AS data
  FROM pg_stat_database_conflicts c
 WHERE pg_is_in_recovery()
