SELECT d.name, coalesce(s.tbl_name, d.name) AS table_name, s.type AS type, sum(d.pgsize) AS bytes
FROM dbstat AS d
LEFT JOIN main.sqlite_schema AS s ON s.name = d.name
WHERE d.aggregate = TRUE
GROUP BY d.name
