-- One node's view, in one statement: its own facts, once for each standby and physical slot it knows.
-- The functions of each role raise 55000 in the other one, so each is asked only in its own. Without
-- pg_read_all_stats the columns of standbys and receiver come null; may_see tells that from "none".
-- Of what the receiver heard last only counts what it heard with all there was: who is hours behind hears too.
-- Of the address it follows only harmless parts leave the server: the rest may hold a password.
WITH self AS MATERIALIZED (SELECT pg_is_in_recovery() AS recovering),
     upstream AS MATERIALIZED (
        SELECT coalesce((SELECT conninfo FROM pg_stat_wal_receiver),
                        (SELECT setting FROM pg_settings WHERE name = 'primary_conninfo'),
                        '') AS conninfo)
SELECT self.recovering,
       (SELECT system_identifier FROM pg_control_system()) AS system_identifier,
       pg_postmaster_start_time()::text || ' ' || current_setting('port') AS identity,
       host(inet_server_addr()) AS own_address,
       inet_server_port() AS own_port,
       current_user AS asking_role,
       current_setting('cluster_name') AS cluster_name,
       current_setting('synchronous_standby_names') AS sync_names,
       current_setting('synchronous_commit') AS sync_commit,
       pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS may_see,
       CASE WHEN NOT self.recovering THEN pg_current_wal_lsn() END::text AS written,
       CASE WHEN NOT self.recovering
            THEN ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int
            ELSE coalesce(w.received_tli,
                          greatest((SELECT timeline_id FROM pg_control_checkpoint()),
                                   (SELECT min_recovery_end_timeline FROM pg_control_recovery()))) END
         AS timeline,
       CASE WHEN self.recovering THEN pg_last_wal_receive_lsn() END::text AS received,
       CASE WHEN self.recovering THEN pg_last_wal_replay_lsn() END::text AS replayed,
       CASE WHEN self.recovering
            THEN pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) END AS to_replay,
       CASE WHEN self.recovering THEN pg_last_xact_replay_timestamp() END AS replayed_at,
       CASE WHEN self.recovering THEN pg_is_wal_replay_paused() END AS paused,
       (SELECT setting FROM pg_settings WHERE name = 'recovery_min_apply_delay') AS apply_delay,
       w.status AS receiver,
       coalesce(w.sender_host, host_[1], host_[2]) AS sender_host,
       coalesce(w.sender_port, substring(upstream.conninfo FROM '(?:^|\s)port\s*=\s*''?(\d{1,5})')::int)
         AS sender_port,
       coalesce(name_[1], name_[2], nullif(current_setting('cluster_name'), '')) AS follows_as,
       coalesce(w.slot_name, nullif(current_setting('primary_slot_name'), '')) AS receiver_slot,
       CASE WHEN w.latest_end_lsn <= pg_last_wal_receive_lsn()
            THEN w.last_msg_receipt_time END AS last_message_at,
       clock_timestamp() AS now,
       s.pid IS NOT NULL OR s.slot_name IS NOT NULL AS is_standby,
       s.pid,
       s.application_name,
       s.client_addr,
       s.state,
       s.sync_state,
       s.sync_priority,
       s.replay_lsn::text AS standby_replayed,
       s.reply_time,
       extract(epoch FROM s.write_lag) AS write_lag,
       extract(epoch FROM s.flush_lag) AS flush_lag,
       extract(epoch FROM s.replay_lag) AS replay_lag,
       CASE WHEN NOT self.recovering
            THEN pg_wal_lsn_diff(pg_current_wal_lsn(), s.replay_lsn) END AS lag_bytes,
       CASE WHEN NOT self.recovering
            THEN pg_wal_lsn_diff(pg_current_wal_lsn(), s.flush_lsn) END AS unflushed,
       s.slot_name,
       s.wal_status,
       CASE WHEN NOT self.recovering
            THEN pg_wal_lsn_diff(pg_current_wal_lsn(), s.restart_lsn) END AS retained
  FROM self
 CROSS JOIN upstream
 CROSS JOIN LATERAL (
        SELECT regexp_match(upstream.conninfo,
                            '(?:^|\s)application_name\s*=\s*(?:''((?:[^''\\]|\\.)*)''|([^''\s]\S*))') AS name_,
               regexp_match(upstream.conninfo,
                            '(?:^|\s)host\s*=\s*(?:''((?:[^''\\]|\\.)*)''|([^''\s]\S*))') AS host_) parts
  LEFT JOIN pg_stat_wal_receiver w ON true
  LEFT JOIN (
        SELECT r.pid, r.application_name, host(r.client_addr) AS client_addr, r.state, r.sync_state,
               r.sync_priority, r.replay_lsn, r.flush_lsn, r.reply_time, r.write_lag, r.flush_lag, r.replay_lag,
               k.slot_name, k.wal_status, k.restart_lsn
          FROM pg_stat_replication r
          FULL JOIN pg_replication_slots k ON k.active_pid = r.pid
         WHERE k.slot_type IS DISTINCT FROM 'logical'
           AND r.state IS DISTINCT FROM 'backup'
           AND r.application_name IS DISTINCT FROM 'pg_basebackup') s ON true
 ORDER BY s.pid IS NULL, s.application_name, s.slot_name
