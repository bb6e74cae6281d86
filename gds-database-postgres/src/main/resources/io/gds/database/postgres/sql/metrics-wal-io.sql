-- From 18 on pg_stat_wal does not count writes: they are here.
SELECT ARRAY[]::text[] AS labels,
       jsonb_build_object(
         'wal_write', sum(i.writes),
         'wal_sync', sum(i.fsyncs),
         'wal_write_time', sum(i.write_time),
         'wal_sync_time', sum(i.fsync_time)) AS data
  FROM pg_stat_io i
 WHERE i.object = 'wal' AND i.context = 'normal'
