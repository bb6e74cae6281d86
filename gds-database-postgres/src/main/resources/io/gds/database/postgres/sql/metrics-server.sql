-- A standby that has replayed all it received lags by nothing, however long ago the last commit was.
SELECT ARRAY[]::text[] AS labels,
       jsonb_build_object(
         'up', 1,
         'start_time', extract(epoch FROM pg_postmaster_start_time()),
         'conf_load_time', extract(epoch FROM pg_conf_load_time()),
         'is_replica', pg_is_in_recovery(),
         'max_connections', current_setting('max_connections')::int,
         'lsn', CASE WHEN pg_is_in_recovery()
                     THEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')
                     ELSE pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') END,
         'lag', CASE WHEN NOT pg_is_in_recovery() THEN NULL
                     WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
                     ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END,
         'prepared', (SELECT count(*) FROM pg_prepared_xacts),
         'prepared_oldest', (SELECT extract(epoch FROM clock_timestamp() - min(x.prepared))
                               FROM pg_prepared_xacts x)) AS data
