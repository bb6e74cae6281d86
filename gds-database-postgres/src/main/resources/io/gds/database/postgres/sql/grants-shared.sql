-- Rights on what belongs to the whole server. Parameters have rights since 15: see
-- grants-parameters. An owner's own rights are left out unless all are asked for.
-- Binds: whether owners' own are wanted; grantee, or null; database, or null; kind, or null.
WITH shared AS (
  SELECT 'DATABASE' AS kind, d.datname::text AS name, d.datdba AS owner,
         coalesce(d.datacl, acldefault('d', d.datdba)) AS acl
    FROM pg_database d
  UNION ALL
  SELECT 'TABLESPACE', t.spcname::text, t.spcowner,
         coalesce(t.spcacl, acldefault('t', t.spcowner))
    FROM pg_tablespace t
)
SELECT s.kind AS kind,
       NULL::text AS schema,
       s.name AS name,
       NULL::text AS object_kind,
       NULL::text[] AS columns,
       x.privilege_type AS privilege,
       x.is_grantable AS grantable,
       CASE WHEN x.grantee = 0 THEN 'public' ELSE pg_get_userbyid(x.grantee) END AS grantee,
       x.grantee = 0 AS everybody,
       coalesce(g.rolcanlogin, false) AS login,
       pg_get_userbyid(x.grantor) AS grantor
  FROM shared s
 CROSS JOIN LATERAL aclexplode(s.acl) x
  LEFT JOIN pg_roles g ON g.oid = x.grantee
 WHERE (?::boolean OR x.grantee <> s.owner)
   AND (?::text IS NULL
        OR CASE WHEN x.grantee = 0 THEN 'public' ELSE pg_get_userbyid(x.grantee) END = ?::text)
   AND (?::text IS NULL OR (s.kind = 'DATABASE' AND s.name = ?::text))
   AND (?::text IS NULL OR s.kind = ?::text)
