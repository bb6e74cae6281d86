-- The first statement of a transaction that reads one instant: the instant itself, and what only
-- the database tells of what is in it.
SELECT clock_timestamp() AS now,
       pg_export_snapshot() AS snapshot,
       CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
            ELSE pg_current_wal_lsn() END::text AS lsn,
       current_setting('server_version') AS server_version,
       current_setting('server_encoding') AS encoding,
       (SELECT array_agg(e.extname || ' ' || e.extversion ORDER BY e.extname)
          FROM pg_extension e) AS extensions
