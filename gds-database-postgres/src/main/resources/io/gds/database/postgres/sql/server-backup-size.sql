-- What a copy of the whole server takes by its place: its tablespaces, and two segments of its log.
SELECT t.oid::text AS oid,
       t.spcname IN ('pg_default', 'pg_global')
         OR pg_tablespace_location(t.oid) LIKE 'pg\_tblspc/%' AS inside,
       pg_tablespace_size(t.oid) AS bytes
  FROM pg_tablespace AS t
 UNION ALL
SELECT 'log' AS oid, true AS inside, 2 * s.setting::bigint AS bytes
  FROM pg_settings AS s
 WHERE s.name = 'wal_segment_size'
