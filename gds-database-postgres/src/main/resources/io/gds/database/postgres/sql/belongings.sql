-- What belongs to a database and is not in it, so that no copy of it has it. All of it lies in
-- catalogues that the databases share. Columns that came later are read through to_jsonb:
-- datlocprovider 15, datlocale 17 (daticulocale 15), daticurules 16, datcollversion 15.
-- Bind: the database's name.
SELECT pg_get_userbyid(d.datdba) AS owner,
       pg_encoding_to_char(d.encoding) AS encoding,
       d.datcollate AS lc_collate,
       d.datctype AS lc_ctype,
       coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') AS provider,
       coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale,
       to_jsonb(d) ->> 'daticurules' AS icu_rules,
       to_jsonb(d) ->> 'datcollversion' AS collation_version,
       t.spcname AS tablespace,
       d.datconnlimit AS connection_limit,
       d.datistemplate AS template,
       d.datacl IS NOT NULL AS has_acl,
       d.datacl::text[] AS acl,
       shobj_description(d.oid, 'pg_database') AS comment,
       (SELECT s.setconfig FROM pg_db_role_setting s
         WHERE s.setdatabase = d.oid AND s.setrole = 0) AS settings,
       (SELECT array_agg(r.rolname::text ORDER BY r.rolname, c.place)
          FROM pg_db_role_setting s
          JOIN pg_roles r ON r.oid = s.setrole
         CROSS JOIN LATERAL unnest(s.setconfig) WITH ORDINALITY AS c (item, place)
         WHERE s.setdatabase = d.oid) AS setting_roles,
       (SELECT array_agg(c.item ORDER BY r.rolname, c.place)
          FROM pg_db_role_setting s
          JOIN pg_roles r ON r.oid = s.setrole
         CROSS JOIN LATERAL unnest(s.setconfig) WITH ORDINALITY AS c (item, place)
         WHERE s.setdatabase = d.oid) AS role_settings,
       (SELECT array_agg(l.provider ORDER BY l.provider)
          FROM pg_shseclabel l
         WHERE l.objoid = d.oid AND l.classoid = 'pg_database'::regclass) AS label_providers,
       (SELECT array_agg(l.label ORDER BY l.provider)
          FROM pg_shseclabel l
         WHERE l.objoid = d.oid AND l.classoid = 'pg_database'::regclass) AS labels
  FROM pg_database d
  JOIN pg_tablespace t ON t.oid = d.dattablespace
 WHERE d.datname = ?
