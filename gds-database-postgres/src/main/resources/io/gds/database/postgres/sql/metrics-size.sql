-- Every file of each database is looked at.
SELECT ARRAY['datname', d.datname]::text[] AS labels,
       jsonb_build_object('size', CASE
         WHEN has_database_privilege(d.oid, 'CONNECT')
              OR pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')
         THEN pg_database_size(d.oid) END) AS data
  FROM pg_database d
