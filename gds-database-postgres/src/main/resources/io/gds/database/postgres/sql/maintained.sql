-- All tables of the database, the server's own included. A partitioned one stands for its
-- partitions; temporary ones are their session's own.
SELECT n.nspname AS schema, c.relname AS name
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'm', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
 ORDER BY n.nspname, c.relname
