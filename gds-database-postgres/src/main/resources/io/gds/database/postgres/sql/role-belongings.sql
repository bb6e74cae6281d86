-- What hangs on a role, in all databases: pg_shdepend is a shared catalogue, readable by everybody.
-- Kinds: o owned; the others (a rights, i initial rights, r policies) go away by DROP OWNED.
-- Bind: the role's name.
SELECT coalesce(d.datname, '') AS database,
       coalesce(d.datallowconn AND d.datconnlimit <> -2, true) AS open,
       s.deptype = 'o' AS owned,
       CASE WHEN s.dbid <> 0 THEN ''
            WHEN s.classid = 'pg_catalog.pg_database'::regclass THEN 'database'
            WHEN s.classid = 'pg_catalog.pg_tablespace'::regclass THEN 'tablespace'
            ELSE 'other' END AS shared_kind,
       (array_agg(coalesce(b.datname, t.spcname, '')::text ORDER BY 1)) AS names,
       count(*) AS objects
  FROM pg_shdepend s
  JOIN pg_roles r ON r.oid = s.refobjid
  LEFT JOIN pg_database d ON d.oid = s.dbid
  LEFT JOIN pg_database b
    ON s.dbid = 0 AND s.classid = 'pg_catalog.pg_database'::regclass AND b.oid = s.objid
  LEFT JOIN pg_tablespace t
    ON s.dbid = 0 AND s.classid = 'pg_catalog.pg_tablespace'::regclass AND t.oid = s.objid
 WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass
   AND r.rolname = ?
 GROUP BY 1, 2, 3, 4
 ORDER BY 1, 3 DESC, 4
