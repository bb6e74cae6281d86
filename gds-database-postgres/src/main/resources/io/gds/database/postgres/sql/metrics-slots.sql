SELECT ARRAY['slot_name', s.slot_name, 'slot_type', s.slot_type,
             'database', coalesce(s.database, '')]::text[] AS labels,
       jsonb_build_object(
         'active', s.active,
         'retained', pg_wal_lsn_diff(
            CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                 ELSE pg_current_wal_lsn() END, s.restart_lsn),
         'safe', s.safe_wal_size,
         'lost', s.wal_status = 'lost',
         'xmin_age', greatest(age(s.xmin), age(s.catalog_xmin))) AS data
  FROM pg_replication_slots s
