-- Whether the server lets this role stream a base backup and its WAL.
SELECT r.rolsuper OR r.rolreplication AS replication,
       current_user::text AS role,
       current_setting('wal_level') AS wal_level,
       current_setting('max_wal_senders')::int
         - (SELECT count(*) FROM pg_stat_replication)::int AS free_senders,
       current_setting('max_wal_senders') AS senders,
       current_setting('max_replication_slots')::int
         - (SELECT count(*) FROM pg_replication_slots)::int AS free_slots,
       current_setting('max_replication_slots') AS slots,
       current_setting('summarize_wal', true) AS summarize_wal
  FROM pg_roles AS r
 WHERE r.rolname = current_user
