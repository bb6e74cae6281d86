-- What Patroni leaves on a server: sessions under these names (the plain one before Patroni 3.2), and
-- these settings, all of which it gives on the command line whatever the configuration says. Both can
-- be seen by every role. "Patroni ctl" is somebody's own query and says nothing.
SELECT (SELECT count(*)
          FROM pg_stat_activity
         WHERE application_name IN ('Patroni', 'Patroni heartbeat', 'Patroni restapi')) AS sessions,
       (SELECT coalesce(string_agg(DISTINCT application_name, ', '), '')
          FROM pg_stat_activity
         WHERE application_name IN ('Patroni', 'Patroni heartbeat', 'Patroni restapi')) AS called,
       (SELECT count(*) = 11
          FROM pg_settings
         WHERE source = 'command line'
           AND name IN ('cluster_name', 'wal_level', 'hot_standby', 'max_connections', 'max_wal_senders',
                        'max_prepared_transactions', 'max_locks_per_transaction', 'track_commit_timestamp',
                        'max_replication_slots', 'max_worker_processes', 'wal_log_hints')) AS started_by
