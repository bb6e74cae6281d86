-- Bind: the name of a database, which need not exist.
SELECT r.rolsuper AS superuser,
       r.rolcreatedb AS create_databases,
       r.rolcreaterole AS create_roles,
       pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS read_stats,
       pg_is_in_recovery() AS standby,
       pg_has_role(current_user, d.datdba, 'USAGE') AS owned,
       d.datallowconn AS allow_connections,
       d.datconnlimit AS connection_limit,
       has_database_privilege(d.oid, 'CONNECT') AS may_connect,
       current_user::text AS log_role,
       current_database()::text AS log_database,
       current_setting('logging_collector') AS log_collector,
       current_setting('log_destination') AS log_destinations,
       (SELECT setting FROM pg_settings WHERE name = 'log_directory') AS log_directory,
       current_setting('log_timezone') AS log_zone,
       extract(epoch FROM (now() AT TIME ZONE current_setting('log_timezone'))
                          - (now() AT TIME ZONE 'UTC'))::int AS log_offset,
       has_function_privilege('pg_catalog.pg_ls_logdir()', 'EXECUTE') AS log_may_list,
       has_function_privilege('pg_catalog.pg_read_binary_file(text,bigint,bigint,boolean)',
                              'EXECUTE') AS log_may_read,
       EXISTS (SELECT FROM pg_settings WHERE name = 'pg_stat_statements.max') AS statements_loaded,
       EXISTS (SELECT FROM pg_extension
                WHERE extname = 'pg_stat_statements') AS statements_here
  FROM pg_roles r
  LEFT JOIN pg_database d ON d.datname = ?
 WHERE r.rolname = current_user
