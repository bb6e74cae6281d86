-- Reading a size or a partition's bound waits for whoever has locked the table against everybody, so
-- such tables are left without them. The sizes and rows of a partitioned table are those of its leaves.
-- reltuples: from 14 on -1 means that nobody has counted; before, 0 without pages means that.
-- Binds: rows, sizes, definitions wanted; how long is waited for locks; schema or null, twice; system tables too; sequences too.
WITH asked AS MATERIALIZED (
  SELECT ?::boolean AS rows, ?::boolean AS sizes, ?::boolean AS definitions,
         set_config('lock_timeout', ?, true) AS patience),
locked AS MATERIALIZED (
  SELECT l.relation
    FROM pg_locks l
   WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.granted
     AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
SELECT c.oid::bigint AS oid,
       n.nspname AS schema,
       c.relname AS name,
       c.relkind::text AS kind,
       c.relpersistence::text AS persistence,
       n.nspname IN ('pg_catalog', 'information_schema') AS system,
       pg_get_userbyid(c.relowner) AS owner,
       d.description AS comment,
       pn.nspname AS parent_schema,
       pc.relname AS parent,
       CASE WHEN asked.rows AND c.relkind IN ('r', 'p', 'm', 'f') THEN
         CASE WHEN c.reltuples > 0 OR c.reltuples = 0 AND (v.number >= 140000 OR c.relpages > 0)
              THEN c.reltuples::bigint ELSE leaves.tuples END
       END AS row_estimate,
       CASE WHEN asked.sizes AND c.relkind IN ('r', 'm')
             AND c.oid NOT IN (SELECT relation FROM locked)
            THEN pg_total_relation_size(c.oid) ELSE leaves.bytes END AS size_bytes,
       CASE WHEN asked.sizes AND c.relkind IN ('r', 'm')
             AND c.oid NOT IN (SELECT relation FROM locked)
            THEN pg_indexes_size(c.oid) ELSE leaves.index_bytes END AS index_bytes,
       CASE WHEN asked.definitions AND c.relkind IN ('v', 'm')
            THEN pg_get_viewdef(c.oid, true) END AS definition,
       t.spcname AS tablespace,
       am.amname AS access_method,
       CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
       CASE WHEN c.oid NOT IN (SELECT relation FROM locked)
            THEN pg_get_expr(c.relpartbound, c.oid) END AS partition_bound,
       c.relrowsecurity AS row_security,
       c.relispopulated AS populated,
       s.srvname AS server,
       e.extname AS extension
  FROM pg_class c
 CROSS JOIN asked
 CROSS JOIN (SELECT current_setting('server_version_num')::int AS number) v
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_description d
    ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
  LEFT JOIN pg_inherits i ON c.relispartition AND i.inhrelid = c.oid
  LEFT JOIN pg_class pc ON pc.oid = i.inhparent
  LEFT JOIN pg_namespace pn ON pn.oid = pc.relnamespace
  LEFT JOIN pg_tablespace t ON t.oid = c.reltablespace
  LEFT JOIN pg_am am ON am.oid = c.relam
  LEFT JOIN pg_foreign_table ft ON ft.ftrelid = c.oid
  LEFT JOIN pg_foreign_server s ON s.oid = ft.ftserver
  LEFT JOIN pg_depend x
    ON x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.objsubid = 0
       AND x.refclassid = 'pg_extension'::regclass AND x.deptype = 'e'
  LEFT JOIN pg_extension e ON e.oid = x.refobjid
  LEFT JOIN LATERAL (
    WITH RECURSIVE below AS (
      SELECT h.inhrelid FROM pg_inherits h
       WHERE h.inhparent = c.oid AND c.relkind = 'p' AND (asked.rows OR asked.sizes)
      UNION ALL
      SELECT h.inhrelid FROM pg_inherits h JOIN below b ON h.inhparent = b.inhrelid)
    SELECT CASE WHEN bool_and(
                     l.reltuples > 0 OR l.reltuples = 0 AND (v.number >= 140000 OR l.relpages > 0))
                THEN sum(l.reltuples)::bigint END AS tuples,
           CASE WHEN asked.sizes AND bool_and(l.oid NOT IN (SELECT relation FROM locked))
                THEN sum(CASE WHEN l.oid NOT IN (SELECT relation FROM locked)
                              THEN pg_total_relation_size(l.oid) END)::bigint END AS bytes,
           CASE WHEN asked.sizes AND bool_and(l.oid NOT IN (SELECT relation FROM locked))
                THEN sum(CASE WHEN l.oid NOT IN (SELECT relation FROM locked)
                              THEN pg_indexes_size(l.oid) END)::bigint END AS index_bytes
      FROM below b JOIN pg_class l ON l.oid = b.inhrelid AND l.relkind IN ('r', 'f')) leaves ON true
 WHERE (?::text IS NULL OR n.nspname = ?::text)
   AND (?::boolean OR n.nspname NOT IN ('pg_catalog', 'information_schema'))
   AND (c.relkind IN ('r', 'p', 'v', 'm', 'f') OR ?::boolean AND c.relkind = 'S')
   AND n.nspname <> 'pg_toast'
