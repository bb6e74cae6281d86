-- The roles that own or may do something in a database, as the server's record of dependencies has
-- them; readable from every database. Of the first role of all there is no record: clone-first-role
-- looks for it. Bind: the database's name.
SELECT 'role' AS kind, r.rolname::text AS name
  FROM pg_roles r
 WHERE r.rolname !~ '^pg_'
   AND r.oid IN (SELECT s.refobjid FROM pg_shdepend s
                  WHERE s.refclassid = 'pg_authid'::regclass
                    AND s.dbid = (SELECT oid FROM pg_database WHERE datname = ?))
 ORDER BY 2
