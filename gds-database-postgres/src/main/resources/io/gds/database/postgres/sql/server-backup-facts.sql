-- What a backup of the whole server tells of it. Sizes are counted apart, since that takes a right.
SELECT (SELECT c.system_identifier::text FROM pg_control_system() AS c) AS system_identifier,
       current_setting('server_version') AS server_version,
       (SELECT s.setting::bigint FROM pg_settings AS s
         WHERE s.name = 'wal_segment_size') AS segment_bytes,
       current_setting('data_checksums') AS checksums,
       pg_is_in_recovery() AS standby,
       (SELECT array_agg(t.oid::text || ' ' || t.spcname || chr(10)
                         || pg_tablespace_location(t.oid) ORDER BY t.oid)
          FROM pg_tablespace AS t
         WHERE t.spcname NOT IN ('pg_default', 'pg_global')
           AND pg_tablespace_location(t.oid) NOT LIKE 'pg\_tblspc/%') AS tablespaces
