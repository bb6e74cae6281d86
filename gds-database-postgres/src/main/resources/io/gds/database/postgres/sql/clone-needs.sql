-- The roles that own or may do something in a database, as the server's record of dependencies has
-- them; readable from every database. The first role of all owns things without a record. Bind: the
-- database's name.
SELECT 'role' AS kind, r.rolname::text AS name
  FROM pg_roles r
 WHERE r.rolname !~ '^pg_'
   AND (r.oid = 10
        OR r.oid IN (SELECT s.refobjid FROM pg_shdepend s
                      WHERE s.refclassid = 'pg_authid'::regclass
                        AND s.dbid = (SELECT oid FROM pg_database WHERE datname = ?)))
 ORDER BY 2
