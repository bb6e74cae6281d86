-- What only the database itself knows. A sequence ends where its column's type does, if that is
-- sooner; told is how many of its numbers are used, of how many, counted from 1 if it begins below,
-- and with the sign turned if it counts down. Binds: the ages of transactions and multi-transactions from which a table is told.
SELECT 'table' AS kind,
       quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS subject,
       greatest(age(c.relfrozenxid), coalesce(age(t.relfrozenxid), 0))::bigint AS n1,
       greatest(mxid_age(c.relminmxid), coalesce(mxid_age(t.relminmxid), 0))::bigint AS n2,
       '' AS t1, '' AS t2
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
 WHERE c.relkind IN ('r', 'm') AND c.relfrozenxid <> 0
   AND (greatest(age(c.relfrozenxid), coalesce(age(t.relfrozenxid), 0)) >= ?::bigint
        OR greatest(mxid_age(c.relminmxid), coalesce(mxid_age(t.relminmxid), 0)) >= ?::bigint)
UNION ALL
SELECT 'index', quote_ident(n.nspname) || '.' || quote_ident(x.relname), NULL, NULL,
       quote_ident(tn.nspname) || '.' || quote_ident(tc.relname), ''
  FROM pg_index i
  JOIN pg_class x ON x.oid = i.indexrelid AND x.relkind = 'i'
  JOIN pg_namespace n ON n.oid = x.relnamespace
  JOIN pg_class tc ON tc.oid = i.indrelid
  JOIN pg_namespace tn ON tn.oid = tc.relnamespace
 WHERE NOT i.indisvalid
   AND NOT EXISTS (SELECT 1 FROM pg_stat_progress_create_index p
                    WHERE p.datname = current_database() AND p.relid = i.indrelid)
UNION ALL
SELECT CASE WHEN s.may THEN 'sequence' ELSE 'hidden sequence' END,
       quote_ident(s.nspname) || '.' || quote_ident(s.relname),
       CASE WHEN s.may THEN
         greatest(0, least(9223372036854775807,
                           coalesce(s.sign * pg_sequence_last_value(s.oid), s.base) - s.base)
                  )::bigint END,
       least(9223372036854775807, s.most - s.base)::bigint, coalesce(s.owner, ''), ''
  FROM (SELECT w.*, CASE WHEN w.first > 1 OR w.most < 1 THEN w.first - 1 ELSE 0 END AS base
          FROM (
        SELECT c.oid, n.nspname, c.relname,
               has_sequence_privilege(c.oid, 'SELECT,USAGE') AS may,
               sign(q.seqincrement)::numeric AS sign,
               CASE WHEN q.seqincrement > 0 THEN q.seqmin::numeric ELSE -q.seqmax::numeric END
                 AS first,
               least(CASE WHEN q.seqincrement > 0 THEN q.seqmax::numeric
                          ELSE -q.seqmin::numeric END,
                     CASE format_type(a.atttypid, NULL)
                          WHEN 'smallint' THEN 32767
                          WHEN 'integer' THEN 2147483647
                          ELSE 9223372036854775807 END) AS most,
               d.refobjid::regclass::text || '.' || quote_ident(a.attname) AS owner
          FROM pg_sequence q
          JOIN pg_class c ON c.oid = q.seqrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
          LEFT JOIN pg_depend d
            ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
               AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
               AND d.refobjsubid > 0
          LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
         WHERE NOT q.seqcycle AND c.relpersistence = 'p') w) s
UNION ALL
SELECT 'collation', quote_ident(n.nspname) || '.' || quote_ident(c.collname), NULL, NULL,
       c.collversion, coalesce(pg_collation_actual_version(c.oid), '')
  FROM pg_collation c
  JOIN pg_namespace n ON n.oid = c.collnamespace
 WHERE n.nspname <> 'pg_catalog' AND c.collversion IS NOT NULL
   AND EXISTS (SELECT 1 FROM pg_depend p
                WHERE p.refclassid = 'pg_collation'::regclass AND p.refobjid = c.oid)
   AND c.collversion <> pg_collation_actual_version(c.oid)
UNION ALL
SELECT 'collation', quote_ident(n.nspname) || '.' || quote_ident(c.collname), NULL, NULL,
       c.collversion, coalesce(pg_collation_actual_version(c.oid), '')
  FROM pg_collation c
  JOIN pg_namespace n ON n.oid = c.collnamespace
 WHERE n.nspname = 'pg_catalog' AND c.collversion IS NOT NULL
   AND EXISTS (SELECT 1 FROM pg_attribute a
                WHERE a.attcollation = c.oid AND a.attrelid >= 16384 AND NOT a.attisdropped)
   AND c.collversion <> pg_collation_actual_version(c.oid)
