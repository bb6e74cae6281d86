-- One statement whatever their number, without secrets: hashes are in pg_authid, which is not read,
-- and applications keep keys in settings with a dot in their names.
-- What a membership does is recorded since 16; before, it counts if the member inherits.
-- Bind: an exact name, or null for all.
SELECT r.oid::bigint AS oid,
       r.rolname AS name,
       r.rolcanlogin AS login,
       r.rolsuper AS superuser,
       r.rolcreatedb AS create_databases,
       r.rolcreaterole AS create_roles,
       r.rolinherit AS inherits,
       r.rolreplication AS replication,
       r.rolbypassrls AS bypass_rls,
       r.rolconnlimit AS connection_limit,
       r.rolname LIKE 'pg\_%' AS system,
       CASE WHEN isfinite(r.rolvaliduntil) THEN r.rolvaliduntil END AS valid_until,
       coalesce(r.rolvaliduntil = '-infinity', false) AS never_valid,
       shobj_description(r.oid, 'pg_authid') AS comment,
       has_table_privilege('pg_catalog.pg_authid', 'SELECT') AS may_see_passwords,
       (SELECT array_agg(DISTINCT m.rolname::text)
          FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member
         WHERE a.roleid = r.oid) AS members,
       (SELECT array_agg(g.rolname::text ORDER BY g.rolname, a.grantor)
          FROM pg_auth_members a JOIN pg_roles g ON g.oid = a.roleid
         WHERE a.member = r.oid) AS member_of,
       (SELECT array_agg('admin=' || a.admin_option::text
                         || ', inherit='
                         || coalesce(to_jsonb(a) ->> 'inherit_option', r.rolinherit::text)
                         || ', set=' || coalesce(to_jsonb(a) ->> 'set_option', 'true')
                         || ', granted by ' || pg_get_userbyid(a.grantor)
                         ORDER BY g.rolname, a.grantor)
          FROM pg_auth_members a JOIN pg_roles g ON g.oid = a.roleid
         WHERE a.member = r.oid) AS memberships,
       (SELECT array_agg(coalesce(d.datname, '')::text ORDER BY d.datname NULLS FIRST)
          FROM pg_db_role_setting s LEFT JOIN pg_database d ON d.oid = s.setdatabase
         WHERE s.setrole = r.oid) AS settings_in,
       (SELECT array_agg((SELECT string_agg(CASE WHEN split_part(c.item, '=', 1) LIKE '%.%'
                                                 THEN split_part(c.item, '=', 1) || '=<hidden>'
                                                 ELSE c.item END, ', ' ORDER BY c.place)
                            FROM unnest(s.setconfig) WITH ORDINALITY AS c (item, place))
                         ORDER BY d.datname NULLS FIRST)
          FROM pg_db_role_setting s LEFT JOIN pg_database d ON d.oid = s.setdatabase
         WHERE s.setrole = r.oid) AS settings
  FROM pg_roles r
 WHERE ?::text IS NULL OR r.rolname = ?::text
 ORDER BY r.rolname
