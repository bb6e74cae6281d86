-- Several connections of one standby count as one, the one furthest behind. Without
-- pg_read_all_stats all but their number is null.
SELECT ARRAY['application_name', coalesce(r.application_name, ''),
             'client_addr', coalesce(host(r.client_addr), '')]::text[] AS labels,
       jsonb_build_object(
         'count', count(*),
         'streaming', count(*) FILTER (WHERE r.state = 'streaming'),
         'sent_lag', max(pg_wal_lsn_diff(l.now, r.sent_lsn)),
         'flush_lag_bytes', max(pg_wal_lsn_diff(l.now, r.flush_lsn)),
         'replay_lag_bytes', max(pg_wal_lsn_diff(l.now, r.replay_lsn)),
         'write_lag', extract(epoch FROM max(r.write_lag)),
         'flush_lag', extract(epoch FROM max(r.flush_lag)),
         'replay_lag', extract(epoch FROM max(r.replay_lag)),
         'xmin_age', max(age(r.backend_xmin))) AS data
  FROM pg_stat_replication r
 CROSS JOIN (SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn()
                         ELSE pg_current_wal_lsn() END AS now) l
 GROUP BY coalesce(r.application_name, ''), coalesce(host(r.client_addr), '')
