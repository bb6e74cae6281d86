-- Bytes are counted from 18 on; before, all of a kind have one size.
SELECT ARRAY['backend_type', i.backend_type, 'object', i.object, 'context', i.context]::text[] AS labels,
       to_jsonb(i) || jsonb_build_object(
         'read_bytes', coalesce((to_jsonb(i) ->> 'read_bytes')::numeric,
                                i.reads * (to_jsonb(i) ->> 'op_bytes')::numeric),
         'write_bytes', coalesce((to_jsonb(i) ->> 'write_bytes')::numeric,
                                 i.writes * (to_jsonb(i) ->> 'op_bytes')::numeric),
         'extend_bytes', coalesce((to_jsonb(i) ->> 'extend_bytes')::numeric,
                                  i.extends * (to_jsonb(i) ->> 'op_bytes')::numeric)) AS data
  FROM pg_stat_io i
