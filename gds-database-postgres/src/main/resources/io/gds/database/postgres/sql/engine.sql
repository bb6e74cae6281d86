-- data_directory is absent from pg_settings, not null, for roles without pg_read_all_settings.
SELECT version() AS version_text,
       current_setting('server_version') AS server_version,
       current_setting('server_version_num')::int AS version_number,
       current_setting('cluster_name') AS cluster_name,
       current_setting('wal_level') AS wal_level,
       current_setting('archive_mode') AS archive_mode,
       current_setting('max_connections')::int AS max_connections,
       current_setting('data_checksums') AS data_checksums,
       pg_is_in_recovery() AS in_recovery,
       pg_postmaster_start_time() AS started_at,
       (SELECT system_identifier FROM pg_control_system()) AS system_identifier,
       (SELECT setting FROM pg_settings WHERE name = 'data_directory') AS data_directory,
       (SELECT array_agg(extname || ' ' || extversion ORDER BY extname)
          FROM pg_extension) AS extensions,
       inet_server_port() AS port,
       clock_timestamp() AS now
