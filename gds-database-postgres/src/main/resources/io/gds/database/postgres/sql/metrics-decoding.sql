SELECT ARRAY['slot_name', s.slot_name]::text[] AS labels, to_jsonb(s) AS data
  FROM pg_stat_replication_slots s
