-- The indexes that are meant, with the file of each: one built anew has another. Their names are as
-- to_regclass reads them; the tree of what is not partitioned is empty. What another session builds now is not ours.
-- Binds: a schema or null, twice; tables as an array of names or null, twice; indexes the same.
SELECT quote_ident(n.nspname) || '.' || quote_ident(x.relname) AS name,
       x.oid::text || ' ' || coalesce(pg_relation_filenode(x.oid), 0) AS file,
       i.indisvalid AS valid,
       x.relname ~ '_cc(new|old)[0-9]*$' AS left_over,
       EXISTS (SELECT 1 FROM pg_stat_progress_create_index p
                WHERE p.datname = current_database() AND p.relid = i.indrelid) AS in_work
  FROM pg_index i
  JOIN pg_class x ON x.oid = i.indexrelid AND x.relkind = 'i'
  JOIN pg_class t ON t.oid = i.indrelid
  JOIN pg_namespace n ON n.oid = x.relnamespace
  LEFT JOIN pg_class o ON o.reltoastrelid = t.oid
  LEFT JOIN pg_namespace s ON s.oid = coalesce(o.relnamespace, t.relnamespace)
 WHERE s.nspname NOT IN ('pg_catalog', 'information_schema')
   AND (?::text IS NULL OR s.nspname = ?::text)
   AND (?::text IS NULL
        OR coalesce(o.oid, t.oid) IN (
             SELECT coalesce(p.relid, to_regclass(r.name)) FROM unnest(?::text[]) AS r (name)
               LEFT JOIN LATERAL pg_partition_tree(to_regclass(r.name)) p ON true))
   AND (?::text IS NULL
        OR t.oid IN (SELECT u.indrelid FROM unnest(?::text[]) AS r (name)
               LEFT JOIN LATERAL pg_partition_tree(to_regclass(r.name)) p ON true
               JOIN pg_index u ON u.indexrelid = coalesce(p.relid, to_regclass(r.name))))
