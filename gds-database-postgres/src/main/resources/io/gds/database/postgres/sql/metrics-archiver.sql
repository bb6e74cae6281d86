SELECT ARRAY[]::text[] AS labels,
       to_jsonb(a) || jsonb_build_object(
         'last_archive_age', extract(epoch FROM clock_timestamp() - a.last_archived_time),
         'last_failed_age', extract(epoch FROM clock_timestamp() - a.last_failed_time)) AS data
  FROM pg_stat_archiver a
