SELECT ARRAY['datname', coalesce(d.datname, ''), 'mode', l.mode]::text[] AS labels,
       jsonb_build_object(
         'count', count(*),
         'waiting', count(*) FILTER (WHERE NOT l.granted)) AS data
  FROM pg_locks l
  LEFT JOIN pg_database d ON d.oid = l.database
 WHERE l.pid IS DISTINCT FROM pg_backend_pid()
 GROUP BY coalesce(d.datname, ''), l.mode
