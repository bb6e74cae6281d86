-- What a DBA looks at first, as far as the whole server knows it, in one statement: one row for each
-- thing, with figures to be judged in one place. Ages are in transactions, durations in seconds.
-- What the role may not see is told as such: may_see, and the figures are null.
WITH me AS (
  SELECT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS sees_all,
         current_setting('server_version_num')::int AS version,
         pg_is_in_recovery() AS standby,
         CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
              ELSE pg_current_wal_lsn() END AS here)
SELECT 'database' AS kind, d.datname::text AS subject,
       CASE WHEN d.datistemplate THEN 'template' ELSE '' END AS detail,
       age(d.datfrozenxid)::bigint AS n1, mxid_age(d.datminmxid)::bigint AS n2,
       s.checksum_failures AS n3, d.datconnlimit::bigint AS n4,
       NULL AS t1,
       d.datallowconn::text AS t2,
       has_database_privilege(d.oid, 'CONNECT')::text AS t3,
       true AS may_see
  FROM pg_database d
  LEFT JOIN pg_stat_database s ON s.datid = d.oid
UNION ALL
-- What holds old rows back: nothing that died since can be vacuumed away.
SELECT 'holder', 'session ' || a.pid, coalesce(a.usename, '') || ' in ' || coalesce(a.datname, ''),
       greatest(age(a.backend_xmin), age(a.backend_xid))::bigint,
       extract(epoch FROM clock_timestamp() - a.xact_start)::bigint, NULL, NULL,
       a.state, a.backend_type, NULL, true
  FROM pg_stat_activity a
 WHERE (a.backend_xmin IS NOT NULL OR a.backend_xid IS NOT NULL)
   AND a.pid <> pg_backend_pid() AND a.backend_type NOT IN ('walsender', 'autovacuum worker')
UNION ALL
SELECT 'holder', 'prepared transaction ' || x.gid, x.owner::text || ' in ' || x.database::text,
       age(x.transaction)::bigint,
       extract(epoch FROM clock_timestamp() - x.prepared)::bigint, NULL, NULL,
       'prepared', 'prepared', NULL, true
  FROM pg_prepared_xacts x
UNION ALL
SELECT 'holder', 'replication slot ' || r.slot_name::text, coalesce(r.database::text, ''),
       greatest(age(r.xmin), age(r.catalog_xmin))::bigint, NULL, NULL, NULL,
       'slot', 'slot', NULL, true
  FROM pg_replication_slots r
 WHERE r.xmin IS NOT NULL OR r.catalog_xmin IS NOT NULL
UNION ALL
SELECT 'holder', 'standby ' || coalesce(w.application_name, ''), coalesce(w.client_addr::text, ''),
       age(w.backend_xmin)::bigint, NULL, NULL, NULL, 'standby', 'standby', NULL, true
  FROM pg_stat_replication w
 WHERE w.backend_xmin IS NOT NULL
UNION ALL
SELECT 'session', 'session ' || a.pid,
       coalesce(a.usename, '') || ' in ' || coalesce(a.datname, '') || ', '
       || coalesce(a.application_name, ''),
       extract(epoch FROM clock_timestamp() - a.xact_start)::bigint,
       extract(epoch FROM clock_timestamp() - a.state_change)::bigint, NULL, NULL,
       a.state, NULL, NULL, true
  FROM pg_stat_activity a
 WHERE a.xact_start IS NOT NULL AND a.backend_type = 'client backend'
   AND a.pid <> pg_backend_pid()
UNION ALL
SELECT 'slot', r.slot_name::text, r.slot_type || coalesce(' of ' || r.database::text, ''),
       pg_wal_lsn_diff(me.here, r.restart_lsn)::bigint,
       (SELECT CASE WHEN setting::bigint >= 0 THEN setting::bigint * 1024 * 1024 END
          FROM pg_settings WHERE name = 'max_slot_wal_keep_size'),
       NULL, NULL, r.wal_status, r.active::text, NULL, true
  FROM pg_replication_slots r CROSS JOIN me
UNION ALL
SELECT 'archiver', 'archiver', coalesce(a.last_failed_wal, ''),
       a.failed_count,
       extract(epoch FROM clock_timestamp() - a.last_archived_time)::bigint,
       extract(epoch FROM clock_timestamp() - a.last_failed_time)::bigint, NULL,
       current_setting('archive_mode'),
       (a.last_failed_time IS NOT NULL
        AND (a.last_archived_time IS NULL OR a.last_failed_time > a.last_archived_time))::text,
       NULL, true
  FROM pg_stat_archiver a
UNION ALL
SELECT 'hidden', 'sessions of other roles', '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false
  FROM me WHERE NOT me.sees_all
UNION ALL
SELECT 'limit', 'freeze', '',
       current_setting('autovacuum_freeze_max_age')::bigint,
       current_setting('autovacuum_multixact_freeze_max_age')::bigint, NULL, NULL,
       NULL, NULL, NULL, true
