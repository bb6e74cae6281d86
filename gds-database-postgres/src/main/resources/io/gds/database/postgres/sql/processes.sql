-- One statement. pg_blocking_pids takes the lock manager's partitions, so it is asked of those
-- alone that wait. What this role may not see is null, the beginning of the session included.
-- Columns that came later are read through to_jsonb: query_id and waitstart 14.
-- Binds: where statements are cut; a process id, or null for all.
SELECT a.pid AS pid,
       a.backend_start AS session_start,
       a.usename AS username,
       a.datname AS database,
       a.application_name AS application,
       host(a.client_addr) AS client_address,
       a.client_hostname AS client_name,
       a.client_port AS client_port,
       a.state AS state,
       a.backend_type AS backend_type,
       a.xact_start AS transaction_start,
       a.query_start AS statement_start,
       a.state_change AS state_change,
       a.wait_event_type AS wait_type,
       a.wait_event AS wait_event,
       a.leader_pid AS leader,
       a.backend_xid::text AS xid,
       a.backend_xmin::text AS xmin,
       age(a.backend_xmin) AS xmin_age,
       to_jsonb(a) ->> 'query_id' AS query_id,
       left(a.query, ?::int) AS query,
       a.pid = pg_backend_pid() AS asking,
       r.rolsuper AS superuser,
       a.usesysid IS NULL AS nobody,
       l.locktype AS lock_type,
       l.mode AS lock_mode,
       l.wait_since AS lock_wait_start,
       CASE WHEN l.relation IS NULL THEN NULL
            WHEN l.here THEN l.relation::regclass::text
            ELSE l.relation::text END AS lock_relation,
       CASE WHEN l.pid IS NOT NULL OR a.wait_event_type = 'Lock'
            THEN pg_blocking_pids(a.pid)::text[]
            WHEN a.wait_event = 'SafeSnapshot'
            THEN pg_safe_snapshot_blocking_pids(a.pid)::text[] END AS blockers,
       clock_timestamp() AS now
  FROM pg_stat_activity a
  LEFT JOIN pg_roles r ON r.oid = a.usesysid
  LEFT JOIN (
         SELECT DISTINCT ON (k.pid) k.pid, k.locktype, k.mode, k.relation,
                k.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
                  AS here,
                (to_jsonb(k) ->> 'waitstart')::timestamptz AS wait_since
           FROM pg_locks k
          WHERE NOT k.granted AND k.pid IS NOT NULL
          ORDER BY k.pid) l ON l.pid = a.pid
 WHERE ?::int IS NULL OR a.pid = ?::int
 ORDER BY a.backend_start NULLS LAST, a.pid
