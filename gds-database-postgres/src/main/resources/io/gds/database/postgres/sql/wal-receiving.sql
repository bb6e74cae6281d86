-- Where the server's log is, and what this role may do with it. Bind: the name of a slot, or ''.
SELECT (SELECT c.system_identifier::text FROM pg_control_system() AS c) AS system_identifier,
       current_setting('server_version') AS server_version,
       (SELECT s.setting::bigint FROM pg_settings AS s
         WHERE s.name = 'wal_segment_size') AS segment_bytes,
       pg_is_in_recovery() AS standby,
       CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
            ELSE pg_current_wal_flush_lsn() END::text AS here,
       CASE WHEN pg_is_in_recovery()
            THEN (SELECT k.timeline_id::bigint FROM pg_control_checkpoint() AS k)
            ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint
       END AS timeline,
       has_function_privilege('pg_catalog.pg_switch_wal()', 'EXECUTE') AS may_switch,
       has_function_privilege('pg_catalog.pg_ls_waldir()', 'EXECUTE') AS may_list,
       r.slot_name::text AS slot,
       r.slot_type AS slot_type,
       r.active AS slot_active,
       r.restart_lsn::text AS slot_from,
       to_jsonb(r) ->> 'wal_status' AS slot_status
  FROM (VALUES (1)) AS one
  LEFT JOIN pg_replication_slots AS r ON r.slot_name = ?
