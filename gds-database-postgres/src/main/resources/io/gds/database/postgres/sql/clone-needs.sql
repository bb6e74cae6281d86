-- The roles that own or may do something in this database, as the server's record of dependencies
-- has them, and the extensions in it. The first role of all owns things without a record.
SELECT 'role' AS kind, r.rolname::text AS name
  FROM pg_roles r
 WHERE r.rolname !~ '^pg_'
   AND (r.oid = 10
        OR r.oid IN (SELECT s.refobjid FROM pg_shdepend s
                      WHERE s.refclassid = 'pg_authid'::regclass
                        AND s.dbid = (SELECT oid FROM pg_database
                                       WHERE datname = current_database())))
UNION ALL
SELECT 'extension', extname::text FROM pg_extension
 ORDER BY 1, 2
