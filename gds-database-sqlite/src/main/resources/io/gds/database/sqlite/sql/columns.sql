SELECT l.name AS table_name, c.cid, c.name, c.type, c."notnull" AS not_null, c.dflt_value, c.pk, c.hidden,
  l.wr AS without_rowid
FROM pragma_table_list AS l
JOIN pragma_table_xinfo(l.name, 'main') AS c
WHERE l.schema = 'main' AND l.name GLOB ?1
ORDER BY l.name, c.cid
