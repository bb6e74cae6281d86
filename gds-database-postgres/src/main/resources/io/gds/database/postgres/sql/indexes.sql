-- Reading a size waits for whoever has locked the table against everybody, so such indexes are left
-- without one.
-- Binds: sizes, definitions wanted; how long is waited for locks; the tables' oids.
WITH asked AS MATERIALIZED (
  SELECT ?::boolean AS sizes, ?::boolean AS definitions,
         set_config('lock_timeout', ?, true) AS patience),
locked AS MATERIALIZED (
  SELECT l.relation
    FROM pg_locks l, asked
   WHERE asked.sizes AND l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.granted
     AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
SELECT i.indrelid::bigint AS table_oid,
       x.relname AS name,
       i.indisunique AS is_unique,
       i.indisprimary AS is_primary,
       i.indisvalid AND i.indisready AND i.indislive AS valid,
       am.amname AS method,
       pg_get_expr(i.indpred, i.indrelid, true) AS predicate,
       p.parts AS parts,
       p.expressions AS expressions,
       p.descending AS descending,
       p.included AS included,
       CASE WHEN asked.sizes AND x.relkind = 'i'
             AND i.indrelid NOT IN (SELECT relation FROM locked)
             AND i.indexrelid NOT IN (SELECT relation FROM locked)
            THEN pg_relation_size(i.indexrelid) END AS size_bytes,
       CASE WHEN asked.definitions THEN pg_get_indexdef(i.indexrelid) END AS definition
  FROM pg_index i
 CROSS JOIN asked
  JOIN pg_class x ON x.oid = i.indexrelid
  JOIN pg_am am ON am.oid = x.relam
  LEFT JOIN LATERAL (
    SELECT array_agg(coalesce(a.attname::text, pg_get_indexdef(i.indexrelid, k.n::int, true), '')
                     ORDER BY k.n) FILTER (WHERE k.n <= i.indnkeyatts) AS parts,
           array_agg((k.attnum = 0)::text ORDER BY k.n)
             FILTER (WHERE k.n <= i.indnkeyatts) AS expressions,
           array_agg(((k.options & 1) = 1)::text ORDER BY k.n)
             FILTER (WHERE k.n <= i.indnkeyatts) AS descending,
           array_agg(a.attname::text ORDER BY k.n)
             FILTER (WHERE k.n > i.indnkeyatts) AS included
      FROM unnest(i.indkey::int2[], i.indoption::int2[]) WITH ORDINALITY AS k (attnum, options, n)
      LEFT JOIN pg_attribute a ON k.attnum <> 0 AND a.attrelid = i.indrelid AND a.attnum = k.attnum
     WHERE asked.patience <> ''
  ) p ON true
 WHERE i.indrelid = ANY (?::oid[])
 ORDER BY i.indrelid, x.relname
