SELECT l.name, l.type, l.wr AS without_rowid, l.strict, s.sql
FROM pragma_table_list AS l
LEFT JOIN main.sqlite_schema AS s ON s.name = l.name AND s.type IN ('table', 'view')
WHERE l.schema = 'main'
ORDER BY l.name
