-- The library's settings are there once it is loaded. The extension may be of an older version than
-- the library: its view has the columns of when it was created or last updated.
SELECT current_database()::text AS database,
       EXISTS (SELECT FROM pg_settings WHERE name = 'pg_stat_statements.max') AS loaded,
       (SELECT n.nspname::text FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace
         WHERE x.extname = 'pg_stat_statements') AS schema,
       ARRAY(SELECT a.attname::text
               FROM pg_extension x
               JOIN pg_class c ON c.relnamespace = x.extnamespace AND c.relname = 'pg_stat_statements'
               JOIN pg_attribute a ON a.attrelid = c.oid
              WHERE x.extname = 'pg_stat_statements' AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
       EXISTS (SELECT FROM pg_extension x
                 JOIN pg_class c ON c.relnamespace = x.extnamespace
                                AND c.relname = 'pg_stat_statements_info'
                WHERE x.extname = 'pg_stat_statements') AS info
