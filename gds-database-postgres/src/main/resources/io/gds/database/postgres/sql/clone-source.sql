-- What a clone asks of its source besides what belongs to it. Binds: whether the size is wanted; the
-- database's name.
SELECT d.datallowconn AS allow_connections,
       (SELECT count(*) FROM pg_prepared_xacts x WHERE x.database = d.datname) AS prepared,
       (SELECT count(*) FROM pg_replication_slots s
         WHERE s.database = d.datname AND s.active) AS active_slots,
       (SELECT count(*) FROM pg_subscription s WHERE s.subdbid = d.oid) AS subscriptions,
       current_setting('file_copy_method', true) AS file_copy_method,
       CASE WHEN ?::boolean
             AND (has_database_privilege(d.oid, 'CONNECT')
                  OR pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'))
            THEN pg_database_size(d.oid) END AS size_bytes
  FROM pg_database d
 WHERE d.datname = ?
