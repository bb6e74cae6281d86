SELECT l.name AS table_name, f.id, f.seq, f."table" AS target, f."from" AS from_column, f."to" AS to_column,
  f.on_update, f.on_delete
FROM pragma_table_list AS l
JOIN pragma_foreign_key_list(l.name, 'main') AS f
WHERE l.schema = 'main' AND l.type = 'table'
ORDER BY l.name, f.id, f.seq
