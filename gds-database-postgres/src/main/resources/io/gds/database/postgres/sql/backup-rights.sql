-- What pg_dump would stumble over, some of each: tables whose rows this role sees a part of, and
-- tables it may not read at all, which it cannot even lock. Of an extension's own tables pg_dump
-- reads the rows only where the extension says so, but locks them all. Bind: whether rows are
-- dumped.
SELECT format('%I.%I', n.nspname, c.relname) AS name, t.readable AS hidden
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL (
       SELECT has_schema_privilege(n.oid, 'USAGE')
              AND CASE WHEN c.relkind = 'S' THEN has_sequence_privilege(c.oid, 'SELECT')
                       ELSE has_table_privilege(c.oid, 'SELECT') END AS readable) AS t
 WHERE c.relkind IN ('r', 'p', 'S', 'm')
   AND c.oid >= 16384
   AND n.nspname NOT LIKE 'pg\_%'
   AND n.nspname <> 'information_schema'
   AND (NOT t.readable
        OR (?::boolean
            AND row_security_active(c.oid)
            AND NOT EXISTS (SELECT 1 FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
                             WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                               AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
                               AND NOT c.oid = ANY (coalesce(e.extconfig, '{}')))))
 ORDER BY 1
 LIMIT 5
