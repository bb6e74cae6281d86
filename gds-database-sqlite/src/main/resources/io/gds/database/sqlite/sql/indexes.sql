SELECT l.name AS table_name, i.name, i."unique" AS is_unique, i.origin, i.partial, x.seqno, x.cid,
  x.name AS column_name, x."desc" AS is_descending, s.sql
FROM pragma_table_list AS l
JOIN pragma_index_list(l.name, 'main') AS i
JOIN pragma_index_xinfo(i.name, 'main') AS x
LEFT JOIN main.sqlite_schema AS s ON s.type = 'index' AND s.name = i.name
WHERE l.schema = 'main' AND l.type IN ('table', 'shadow') AND x.key = 1
ORDER BY l.name, i.name, x.seqno
