-- All of these are shared catalogues, readable from every database. Bind: the database's name.
SELECT d.datistemplate AS template,
       (SELECT count(*) FROM pg_prepared_xacts x WHERE x.database = d.datname) AS prepared,
       (SELECT count(*) FROM pg_replication_slots s
         WHERE s.database = d.datname AND s.active) AS active_slots,
       (SELECT count(*) FROM pg_replication_slots s
         WHERE s.database = d.datname AND NOT s.active) AS idle_slots,
       (SELECT count(*) FROM pg_subscription s WHERE s.subdbid = d.oid) AS subscriptions
  FROM pg_database d
 WHERE d.datname = ?
