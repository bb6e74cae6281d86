-- The narrower of several settings last: it is the one that counts. Binds: a role's name or null,
-- a database's name or null.
SELECT split_part(c.item, '=', 1) AS name,
       substr(c.item, strpos(c.item, '=') + 1) AS value,
       CASE WHEN r.setrole <> 0 AND r.setdatabase <> 0 THEN 'database user'
            WHEN r.setrole <> 0 THEN 'user'
            WHEN r.setdatabase <> 0 THEN 'database'
            ELSE 'all users' END AS source
  FROM pg_db_role_setting r
 CROSS JOIN LATERAL unnest(r.setconfig) AS c (item)
  LEFT JOIN pg_roles u ON u.oid = r.setrole
  LEFT JOIN pg_database d ON d.oid = r.setdatabase
 WHERE (r.setrole = 0 OR u.rolname = ?)
   AND (r.setdatabase = 0 OR d.datname = ?)
 ORDER BY r.setrole <> 0, r.setdatabase <> 0
