-- The first role of all, the one that initdb made, if a dump of this database names it: as the owner
-- of something, or in its rights. The server records no dependencies on it, since it cannot be
-- dropped. What is an extension's own is made by the extension; what the system brings along is in
-- no dump, but for the schema public, whose owner the tools tell from 15 on. Bind: whether they do.
WITH held AS (
  SELECT 'pg_class'::regclass AS class, oid AS id, relowner AS owner, relacl AS acl,
         relnamespace AS space
    FROM pg_class
  UNION ALL
  SELECT 'pg_class'::regclass, c.oid, NULL, a.attacl, c.relnamespace
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE a.attacl IS NOT NULL
  UNION ALL
  SELECT 'pg_proc'::regclass, oid, proowner, proacl, pronamespace FROM pg_proc
  UNION ALL
  SELECT 'pg_type'::regclass, oid, typowner, typacl, typnamespace FROM pg_type
  UNION ALL
  SELECT 'pg_namespace'::regclass, oid, nspowner, nspacl, oid FROM pg_namespace
  UNION ALL
  SELECT 'pg_operator'::regclass, oid, oprowner, NULL, oprnamespace FROM pg_operator
  UNION ALL
  SELECT 'pg_opclass'::regclass, oid, opcowner, NULL, opcnamespace FROM pg_opclass
  UNION ALL
  SELECT 'pg_opfamily'::regclass, oid, opfowner, NULL, opfnamespace FROM pg_opfamily
  UNION ALL
  SELECT 'pg_conversion'::regclass, oid, conowner, NULL, connamespace FROM pg_conversion
  UNION ALL
  SELECT 'pg_collation'::regclass, oid, collowner, NULL, collnamespace FROM pg_collation
  UNION ALL
  SELECT 'pg_ts_dict'::regclass, oid, dictowner, NULL, dictnamespace FROM pg_ts_dict
  UNION ALL
  SELECT 'pg_ts_config'::regclass, oid, cfgowner, NULL, cfgnamespace FROM pg_ts_config
  UNION ALL
  SELECT 'pg_statistic_ext'::regclass, oid, stxowner, NULL, stxnamespace FROM pg_statistic_ext
  UNION ALL
  SELECT 'pg_language'::regclass, oid, lanowner, lanacl, NULL FROM pg_language
  UNION ALL
  SELECT 'pg_foreign_data_wrapper'::regclass, oid, fdwowner, fdwacl, NULL
    FROM pg_foreign_data_wrapper
  UNION ALL
  SELECT 'pg_foreign_server'::regclass, oid, srvowner, srvacl, NULL FROM pg_foreign_server
  UNION ALL
  SELECT 'pg_event_trigger'::regclass, oid, evtowner, NULL, NULL FROM pg_event_trigger
  UNION ALL
  SELECT 'pg_publication'::regclass, oid, pubowner, NULL, NULL FROM pg_publication
  UNION ALL
  SELECT 'pg_default_acl'::regclass, oid, defaclrole, defaclacl, NULL FROM pg_default_acl
  UNION ALL
  SELECT 'pg_policy'::regclass, oid, 10, NULL, NULL FROM pg_policy WHERE 10 = ANY (polroles))
SELECT 'role' AS kind, r.rolname::text AS name
  FROM pg_roles r
 WHERE r.oid = 10
   AND (EXISTS (
          SELECT 1 FROM held h
           WHERE (h.owner = 10
                  OR EXISTS (SELECT 1 FROM aclexplode(h.acl) g WHERE 10 IN (g.grantee, g.grantor)))
             AND (h.id >= 16384
                  OR (? AND h.class = 'pg_namespace'::regclass AND h.id = to_regnamespace('public')))
             AND NOT EXISTS (SELECT 1 FROM pg_namespace n
                              WHERE n.oid = h.space AND n.nspname ~ '^pg_(toast|temp)')
             AND NOT EXISTS (SELECT 1 FROM pg_depend d
                              WHERE d.classid = h.class AND d.objid = h.id AND d.deptype = 'e'))
        OR EXISTS (SELECT 1 FROM pg_largeobject_metadata l
                    WHERE l.lomowner = 10
                       OR EXISTS (SELECT 1 FROM aclexplode(l.lomacl) g
                                   WHERE 10 IN (g.grantee, g.grantor)))
        OR EXISTS (SELECT 1 FROM pg_user_mappings m WHERE m.umuser = 10))
