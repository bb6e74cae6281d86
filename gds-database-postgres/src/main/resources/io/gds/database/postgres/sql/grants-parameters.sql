-- Rights on settings, PostgreSQL 15 and newer; those of the first superuser, to whom all belong,
-- only if wanted. Binds: whether they are; grantee, or null.
SELECT 'PARAMETER' AS kind,
       NULL::text AS schema,
       p.parname AS name,
       NULL::text AS object_kind,
       NULL::text[] AS columns,
       x.privilege_type AS privilege,
       x.is_grantable AS grantable,
       CASE WHEN x.grantee = 0 THEN 'public' ELSE pg_get_userbyid(x.grantee) END AS grantee,
       x.grantee = 0 AS everybody,
       coalesce(g.rolcanlogin, false) AS login,
       pg_get_userbyid(x.grantor) AS grantor
  FROM pg_parameter_acl p
 CROSS JOIN LATERAL aclexplode(p.paracl) x
  LEFT JOIN pg_roles g ON g.oid = x.grantee
 WHERE (?::boolean OR x.grantee <> 10)
   AND (?::text IS NULL
        OR CASE WHEN x.grantee = 0 THEN 'public' ELSE pg_get_userbyid(x.grantee) END = ?::text)
