-- NOT NULL has rows of its own from 18 on; before, it is a mark on the column. A foreign key to a
-- partitioned table has a further row for each partition, which is left out. conenforced: 18.
-- Binds: how long is waited for locks; the tables' oids, twice.
WITH asked AS MATERIALIZED (SELECT set_config('lock_timeout', ?, true) AS patience)
SELECT c.conrelid::bigint AS table_oid,
       c.conname::text AS name,
       c.contype::text AS kind,
       (SELECT array_agg(a.attname::text ORDER BY k.n)
          FROM unnest(c.conkey) WITH ORDINALITY AS k (attnum, n)
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum) AS columns,
       rn.nspname::text AS other_schema,
       r.relname::text AS other_table,
       (SELECT array_agg(a.attname::text ORDER BY k.n)
          FROM unnest(c.confkey) WITH ORDINALITY AS k (attnum, n)
          JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.attnum) AS other_columns,
       c.confdeltype::text AS on_delete,
       c.confupdtype::text AS on_update,
       CASE WHEN c.contype = 'c' THEN pg_get_expr(c.conbin, c.conrelid, true)
            ELSE pg_get_constraintdef(c.oid, true) END AS expression,
       c.convalidated
       AND coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true) AS enforced
  FROM pg_constraint c
 CROSS JOIN asked
  LEFT JOIN pg_constraint up ON up.oid = c.conparentid
  LEFT JOIN pg_class r ON r.oid = c.confrelid
  LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace
 WHERE c.conrelid = ANY (?::oid[])
   AND c.contype IN ('p', 'u', 'f', 'c', 'x', 'n')
   AND NOT (c.contype = 'f' AND up.conrelid IS NOT DISTINCT FROM c.conrelid)
UNION ALL
SELECT a.attrelid::bigint, NULL, 'n', ARRAY[a.attname::text], NULL, NULL, NULL, NULL, NULL, NULL,
       true
  FROM pg_attribute a
  JOIN pg_class t ON t.oid = a.attrelid AND t.relkind IN ('r', 'p', 'f')
 WHERE current_setting('server_version_num')::int < 180000
   AND a.attrelid = ANY (?::oid[]) AND a.attnum > 0 AND a.attnotnull AND NOT a.attisdropped
