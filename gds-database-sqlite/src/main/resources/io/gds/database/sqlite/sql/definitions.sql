SELECT s.type, s.name, s.sql
FROM main.sqlite_schema AS s
LEFT JOIN pragma_table_list AS l ON l.schema = 'main' AND l.name = s.name
WHERE s.sql IS NOT NULL
  AND s.name NOT LIKE 'sqlite\_%' ESCAPE '\'
  AND coalesce(l.type, '') <> 'shadow'
  AND NOT EXISTS (
    SELECT 1 FROM pragma_table_list AS o
    WHERE o.schema = 'main' AND o.name = s.tbl_name AND o.type = 'shadow')
ORDER BY CASE s.type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, s.rowid
