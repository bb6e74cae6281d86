-- What pg_dump would stumble over, some of each: tables whose rows this role sees a part of, and
-- tables it may not read at all.
SELECT format('%I.%I', n.nspname, c.relname) AS name, row_security_active(c.oid) AS hidden
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'S', 'm')
   AND c.oid >= 16384
   AND n.nspname NOT LIKE 'pg\_%'
   AND n.nspname <> 'information_schema'
   AND (row_security_active(c.oid)
        OR NOT (has_schema_privilege(n.oid, 'USAGE')
                AND CASE WHEN c.relkind = 'S' THEN has_sequence_privilege(c.oid, 'SELECT')
                         ELSE has_table_privilege(c.oid, 'SELECT') END))
 ORDER BY 1
 LIMIT 5
