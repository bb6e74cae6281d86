-- Without pg_read_all_stats the state of others' sessions is null, and so are their kind and times:
-- then no oldest transaction is told, since it would be the oldest of one's own.
SELECT ARRAY['datname', a.datname, 'state', coalesce(a.state, 'unknown')]::text[] AS labels,
       jsonb_build_object(
         'count', count(*),
         'waiting', count(*) FILTER (WHERE a.wait_event_type = 'Lock'),
         'max_tx_duration', CASE WHEN pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')
           THEN extract(epoch FROM clock_timestamp() - min(a.xact_start)) END,
         'max_xmin_age', CASE WHEN pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')
           THEN max(age(a.backend_xmin)) END) AS data
  FROM pg_stat_activity a
 WHERE coalesce(a.backend_type, 'client backend') = 'client backend' AND a.datname IS NOT NULL
 GROUP BY a.datname, coalesce(a.state, 'unknown')
