-- Who has tables of this database to himself, or is the next to have: whoever reads definitions waits
-- behind both.
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS subject,
       l.pid AS pid,
       coalesce(a.usename::text, '') AS username,
       coalesce(a.application_name, '') AS application,
       l.granted AS granted
  FROM pg_locks l
  JOIN pg_class c ON c.oid = l.relation AND c.relkind IN ('r', 'p', 'm', 'v', 'f')
  JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'pg_toast'
  LEFT JOIN pg_stat_activity a ON a.pid = l.pid
 WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid <> pg_backend_pid()
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
 ORDER BY l.granted DESC, a.xact_start, subject
 LIMIT 10
