-- log_directory is absent for roles without pg_read_all_settings. The offset serves where the
-- zone's name is the server's alone.
SELECT current_user::text AS log_role,
       current_database()::text AS log_database,
       current_setting('logging_collector') AS log_collector,
       current_setting('log_destination') AS log_destinations,
       (SELECT setting FROM pg_settings WHERE name = 'log_directory') AS log_directory,
       current_setting('log_timezone') AS log_zone,
       extract(epoch FROM (now() AT TIME ZONE current_setting('log_timezone'))
                          - (now() AT TIME ZONE 'UTC'))::int AS log_offset,
       has_function_privilege('pg_catalog.pg_ls_logdir()', 'EXECUTE') AS log_may_list,
       has_function_privilege('pg_catalog.pg_read_binary_file(text,bigint,bigint,boolean)',
                              'EXECUTE') AS log_may_read
