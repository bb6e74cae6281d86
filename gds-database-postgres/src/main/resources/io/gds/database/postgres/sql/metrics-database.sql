SELECT ARRAY['datname', d.datname]::text[] AS labels,
       to_jsonb(s) || jsonb_build_object(
         'xid_age', age(d.datfrozenxid),
         'mxid_age', mxid_age(d.datminmxid),
         'connection_limit', d.datconnlimit,
         'reset', extract(epoch FROM s.stats_reset)) AS data
  FROM pg_database d
  JOIN pg_stat_database s ON s.datid = d.oid
