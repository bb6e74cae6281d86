SELECT n.nspname AS name,
       pg_get_userbyid(n.nspowner) AS owner,
       d.description AS comment,
       n.nspname IN ('pg_catalog', 'information_schema', 'pg_toast')
       OR n.nspname ~ '^pg_(toast_)?temp_[0-9]+$' AS system
  FROM pg_namespace n
  LEFT JOIN pg_description d
    ON d.objoid = n.oid AND d.classoid = 'pg_namespace'::regclass AND d.objsubid = 0
 ORDER BY n.nspname
