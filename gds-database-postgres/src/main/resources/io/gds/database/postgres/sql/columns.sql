-- What a default says is deparsed with the table locked, so that whoever has it to himself would be
-- waited for. Binds: how long is waited for locks; the tables' oids.
WITH asked AS MATERIALIZED (SELECT set_config('lock_timeout', ?, true) AS patience)
SELECT a.attrelid::bigint AS table_oid,
       row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum)::int AS position,
       a.attname AS name,
       format_type(a.atttypid, a.atttypmod) AS type,
       a.attnotnull OR t.typtype = 'd' AND t.typnotnull AS required,
       CASE WHEN a.attgenerated = '' THEN pg_get_expr(f.adbin, f.adrelid) END AS default_value,
       CASE WHEN a.attgenerated <> '' THEN pg_get_expr(f.adbin, f.adrelid) END AS generated_as,
       a.attidentity <> '' AS identity,
       co.collname AS collation,
       d.description AS comment
  FROM pg_attribute a
 CROSS JOIN asked
  JOIN pg_class c ON c.oid = a.attrelid AND c.relkind <> 'S'
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
  LEFT JOIN pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation
  LEFT JOIN pg_description d
    ON d.objoid = a.attrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
 WHERE a.attrelid = ANY (?::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attrelid, a.attnum
