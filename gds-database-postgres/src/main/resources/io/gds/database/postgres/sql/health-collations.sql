-- Of databases, from 15 on: the version the indexes were built by, and the one there is now.
SELECT d.datname AS subject,
       d.datcollversion AS recorded,
       pg_database_collation_actual_version(d.oid) AS present
  FROM pg_database d
 WHERE d.datcollversion IS NOT NULL AND d.datallowconn
