-- allow_alter_system is known from 17 on. What is granted on parameters, from 15 on, is added behind,
-- with its source. Binds: a database's name or null, a role's name or null.
SELECT current_user::text AS role,
       r.rolsuper AS superuser,
       r.rolcreaterole AS create_role,
       coalesce(current_setting('allow_alter_system', true), 'on') AS allow_alter_system,
       pg_is_in_recovery() AS standby,
       (SELECT count(*) FROM pg_stat_replication) AS standbys,
       has_function_privilege('pg_catalog.pg_reload_conf()', 'EXECUTE') AS may_reload,
       (SELECT pg_has_role(current_user, d.datdba, 'USAGE')
          FROM pg_database d WHERE d.datname = ?) AS owns_database,
       (SELECT CASE WHEN r.rolsuper THEN true
                    WHEN u.rolsuper THEN false
                    WHEN u.rolname = current_user THEN true
                    ELSE r.rolcreaterole
                         AND (current_setting('server_version_num')::int < 160000
                              OR pg_has_role(current_user, u.oid, 'MEMBER WITH ADMIN OPTION')) END
          FROM pg_roles u WHERE u.rolname = ?) AS alters_user
