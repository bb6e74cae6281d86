-- Rights on what is in this database, and those that new objects will have. What a database has
-- from the start (pg_init_privs) is left out, and so are owners' own rights, unless all are asked
-- for. Where nothing was granted yet, the built-in rights count for schemas and for functions of
-- users; not for types, languages and the like, which everybody may use.
-- Binds: whether all are wanted; grantee, or null; kind, or null.
WITH held AS (
  SELECT 'SCHEMA' AS kind, n.nspname::text AS schema, NULL::text AS name,
         NULL::text AS object_kind, NULL::name AS col, 0 AS attnum,
         n.nspowner AS owner, 'pg_namespace'::regclass AS classid,
         CASE WHEN n.nspname = 'public' THEN 16384::oid ELSE n.oid END AS oid,
         coalesce(n.nspacl, acldefault('n', n.nspowner)) AS acl
    FROM pg_namespace n
   WHERE n.nspname !~ '^pg_(toast|temp)'
  UNION ALL
  SELECT CASE WHEN c.relkind = 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, n.nspname::text,
         c.relname::text, NULL, NULL, 0, c.relowner, 'pg_class'::regclass, c.oid, c.relacl
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relacl IS NOT NULL AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  UNION ALL
  SELECT 'TABLE', n.nspname::text, c.relname::text, NULL, a.attname, a.attnum::int,
         c.relowner, 'pg_class'::regclass, c.oid, a.attacl
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
  UNION ALL
  SELECT CASE WHEN p.prokind = 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, n.nspname::text,
         p.proname || '('
           || coalesce((SELECT string_agg(format_type(t.type, NULL), ', ' ORDER BY t.place)
                          FROM unnest(p.proargtypes) WITH ORDINALITY AS t(type, place)), '')
           || ')',
         NULL, NULL, 0, p.proowner, 'pg_proc'::regclass, p.oid,
         coalesce(p.proacl, acldefault('f', p.proowner))
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
   WHERE p.proacl IS NOT NULL OR p.oid >= 16384
  UNION ALL
  SELECT 'TYPE', n.nspname::text, t.typname::text, NULL, NULL, 0, t.typowner,
         'pg_type'::regclass, t.oid, t.typacl
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
   WHERE t.typacl IS NOT NULL
  UNION ALL
  SELECT 'LANGUAGE', NULL, l.lanname::text, NULL, NULL, 0, l.lanowner,
         'pg_language'::regclass, l.oid, l.lanacl
    FROM pg_language l WHERE l.lanacl IS NOT NULL
  UNION ALL
  SELECT 'FOREIGN DATA WRAPPER', NULL, f.fdwname::text, NULL, NULL, 0, f.fdwowner,
         'pg_foreign_data_wrapper'::regclass, f.oid, f.fdwacl
    FROM pg_foreign_data_wrapper f WHERE f.fdwacl IS NOT NULL
  UNION ALL
  SELECT 'FOREIGN SERVER', NULL, s.srvname::text, NULL, NULL, 0, s.srvowner,
         'pg_foreign_server'::regclass, s.oid, s.srvacl
    FROM pg_foreign_server s WHERE s.srvacl IS NOT NULL
  UNION ALL
  SELECT 'LARGE OBJECT', NULL, o.oid::text, NULL, NULL, 0, o.lomowner,
         'pg_largeobject'::regclass, o.oid, o.lomacl
    FROM pg_largeobject_metadata o WHERE o.lomacl IS NOT NULL
  UNION ALL
  SELECT CASE WHEN d.defaclnamespace = 0 THEN 'DATABASE' ELSE 'SCHEMA' END, n.nspname::text,
         NULL,
         CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES'
              WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS'
              WHEN 'L' THEN 'LARGE OBJECTS' ELSE 'OBJECTS' END,
         NULL, 0, d.defaclrole, 'pg_default_acl'::regclass, d.oid, d.defaclacl
    FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
)
SELECT h.kind AS kind,
       h.schema AS schema,
       h.name AS name,
       h.object_kind AS object_kind,
       array_agg(h.col::text ORDER BY h.attnum) FILTER (WHERE h.col IS NOT NULL) AS columns,
       x.privilege_type AS privilege,
       x.is_grantable AS grantable,
       CASE WHEN x.grantee = 0 THEN 'public' ELSE pg_get_userbyid(x.grantee) END AS grantee,
       x.grantee = 0 AS everybody,
       coalesce(g.rolcanlogin, false) AS login,
       pg_get_userbyid(x.grantor) AS grantor
  FROM held h
 CROSS JOIN LATERAL aclexplode(h.acl) x
 CROSS JOIN (SELECT ?::boolean AS everything, ?::text AS grantee, ?::text AS kind) w
  LEFT JOIN pg_roles g ON g.oid = x.grantee
 WHERE (w.everything
        OR (x.grantee <> h.owner
            AND (h.oid >= 16384
                 OR NOT EXISTS (
                      SELECT 1
                        FROM pg_init_privs i
                       CROSS JOIN LATERAL aclexplode(i.initprivs) e
                       WHERE i.classoid = h.classid AND i.objoid = h.oid
                         AND i.objsubid = h.attnum
                         AND e.grantee = x.grantee AND e.privilege_type = x.privilege_type
                         AND e.is_grantable = x.is_grantable))))
   AND (w.grantee IS NULL
        OR CASE WHEN x.grantee = 0 THEN 'public' ELSE pg_get_userbyid(x.grantee) END = w.grantee)
   AND (w.kind IS NULL OR h.kind = w.kind)
 GROUP BY h.kind, h.schema, h.name, h.object_kind, h.oid, h.attnum = 0,
          x.privilege_type, x.is_grantable, x.grantee, g.rolcanlogin, x.grantor
 ORDER BY h.kind, h.schema, h.name
