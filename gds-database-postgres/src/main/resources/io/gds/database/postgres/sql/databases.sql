-- One statement whatever their number. Columns that came later are read through to_jsonb, so that
-- one text serves all versions: datlocprovider and datcollversion 15, datlocale 17 (daticulocale 15).
-- Binds: whether sizes are wanted; an exact name, or null for all.
SELECT d.oid::bigint AS oid,
       d.datname AS name,
       pg_get_userbyid(d.datdba) AS owner,
       pg_encoding_to_char(d.encoding) AS encoding,
       d.datcollate AS lc_collate,
       d.datctype AS lc_ctype,
       d.datistemplate AS template,
       d.datallowconn AS allow_connections,
       d.datconnlimit AS connection_limit,
       t.spcname AS tablespace,
       d.datacl::text[] AS acl,
       shobj_description(d.oid, 'pg_database') AS comment,
       age(d.datfrozenxid) AS xid_age,
       mxid_age(d.datminmxid) AS mxid_age,
       s.numbackends AS sessions,
       to_jsonb(d) ->> 'datlocprovider' AS provider,
       coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale,
       to_jsonb(d) ->> 'datcollversion' AS collation_version,
       r.setconfig AS settings,
       pg_is_in_recovery() AS in_recovery,
       CASE WHEN ?::boolean
             AND (has_database_privilege(d.oid, 'CONNECT')
                  OR pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'))
            THEN pg_database_size(d.oid) END AS size_bytes
  FROM pg_database d
  JOIN pg_tablespace t ON t.oid = d.dattablespace
  LEFT JOIN pg_stat_database s ON s.datid = d.oid
  LEFT JOIN pg_db_role_setting r ON r.setdatabase = d.oid AND r.setrole = 0
 WHERE ?::text IS NULL OR d.datname = ?::text
 ORDER BY d.datname
