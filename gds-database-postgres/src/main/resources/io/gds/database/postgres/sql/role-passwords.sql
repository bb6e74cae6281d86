-- How passwords are kept, never the hashes themselves. Only superusers may read pg_authid.
SELECT a.rolname AS name,
       CASE WHEN a.rolpassword LIKE 'SCRAM-SHA-256$%' THEN 'scram-sha-256'
            WHEN a.rolpassword ~ '^md5[0-9a-f]{32}$' THEN 'md5'
            WHEN a.rolpassword IS NULL THEN 'none'
            ELSE 'other' END AS kept,
       CASE WHEN a.rolpassword LIKE 'SCRAM-SHA-256$%'
            THEN substring(a.rolpassword FROM '^SCRAM-SHA-256\$([0-9]+):') END AS iterations
  FROM pg_catalog.pg_authid a
