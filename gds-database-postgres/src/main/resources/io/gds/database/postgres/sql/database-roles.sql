-- The roles that own or may do something in a database, as the server's record of dependencies has
-- them; readable from every database. Bind: the database's name.
SELECT array_agg(DISTINCT r.rolname::text) AS roles
  FROM pg_shdepend p
  JOIN pg_roles r ON r.oid = p.refobjid
 WHERE p.dbid = (SELECT d.oid FROM pg_database d WHERE d.datname = ?)
   AND p.refclassid = 'pg_authid'::regclass
