-- https://docs.snowflake.com/en/sql-reference/functions-context
SELECT CURRENT_VERSION() AS VERSION, CURRENT_ACCOUNT_NAME() AS ACCOUNT, CURRENT_ACCOUNT() AS LOCATOR, CURRENT_REGION() AS REGION, CURRENT_ORGANIZATION_NAME() AS ORGANIZATION, CURRENT_USER() AS USER_NAME, CURRENT_ROLE() AS ROLE_NAME, CURRENT_WAREHOUSE() AS WAREHOUSE
SELECT CURRENT_TIMESTAMP() AS NOW
SELECT CURRENT_ACCOUNT_NAME() AS ACCOUNT
-- https://docs.snowflake.com/en/sql-reference/sql/show-accounts
SHOW ACCOUNTS LIKE 'PROD'
-- https://docs.snowflake.com/en/sql-reference/sql/show-parameters
SHOW PARAMETERS LIKE 'QUOTED_IDENTIFIERS_IGNORE_CASE' IN SESSION
SHOW PARAMETERS LIKE 'DEFAULT_DDL_COLLATION' IN DATABASE "SALES"
-- https://docs.snowflake.com/en/sql-reference/sql/show-replication-databases
SHOW REPLICATION DATABASES
-- https://docs.snowflake.com/en/sql-reference/sql/show-databases
SHOW DATABASES LIMIT 10000
SHOW DATABASES LIMIT 10000 FROM 'SALES'
SHOW DATABASES STARTS WITH 'SALES' LIMIT 10000
SHOW DATABASES STARTS WITH 'SALES' LIMIT 10000 FROM 'SALES'
SHOW DATABASES HISTORY STARTS WITH 'SALES' LIMIT 10000
-- https://docs.snowflake.com/en/sql-reference/sql/show-schemas
SHOW SCHEMAS IN DATABASE "SALES" LIMIT 10000
-- https://docs.snowflake.com/en/sql-reference/sql/show-tables
SHOW TABLES IN ACCOUNT LIMIT 10000
SHOW TABLES IN DATABASE "SALES" LIMIT 10000
SHOW TABLES IN SCHEMA "SALES"."PUBLIC" LIMIT 10000
SHOW TABLES IN SCHEMA "SALES"."PUBLIC" LIMIT 10000 FROM 'T'
-- https://docs.snowflake.com/en/sql-reference/sql/show-views
SHOW VIEWS IN DATABASE "SALES" LIMIT 10000
SHOW VIEWS IN SCHEMA "SALES"."PUBLIC" LIMIT 10000
-- https://docs.snowflake.com/en/sql-reference/sql/show-columns
SHOW COLUMNS IN DATABASE "SALES"
SHOW COLUMNS IN SCHEMA "SALES"."PUBLIC"
SHOW COLUMNS IN TABLE "SALES"."PUBLIC"."T"
SHOW COLUMNS IN VIEW "SALES"."PUBLIC"."V"
-- https://docs.snowflake.com/en/sql-reference/functions/query_history
SELECT QUERY_ID, EXECUTION_STATUS, ERROR_CODE, ERROR_MESSAGE FROM TABLE("SNOWFLAKE".INFORMATION_SCHEMA.QUERY_HISTORY_BY_USER(END_TIME_RANGE_START => '2026-03-01T09:50:00Z'::TIMESTAMP_LTZ, RESULT_LIMIT => 10000)) WHERE QUERY_TAG = '{"app":"gds","id":"0-1"}'
-- https://docs.snowflake.com/en/sql-reference/functions/system_cancel_query
SELECT SYSTEM$CANCEL_QUERY('01b2') AS ANSWER
-- https://docs.snowflake.com/en/sql-reference/functions/result_scan
SELECT * FROM TABLE(RESULT_SCAN('01b2'))
-- https://docs.snowflake.com/en/sql-reference/sql/use-database
USE DATABASE "SALES"
-- https://docs.snowflake.com/en/sql-reference/sql/create-database
CREATE DATABASE "SALES"
CREATE TRANSIENT DATABASE "SALES"
CREATE TRANSIENT DATABASE "SALES" DATA_RETENTION_TIME_IN_DAYS = 1
CREATE DATABASE IF NOT EXISTS "SALES"
CREATE OR REPLACE DATABASE "SALES"
CREATE OR REPLACE TRANSIENT DATABASE "SALES" DATA_RETENTION_TIME_IN_DAYS = 1
CREATE DATABASE "SALES" DATA_RETENTION_TIME_IN_DAYS = 7
CREATE DATABASE "SALES" DATA_RETENTION_TIME_IN_DAYS = 7 COMMENT = 'what is sold'
CREATE DATABASE "SALES" COMMENT = 'what is sold'
CREATE DATABASE "SALES" DATA_RETENTION_TIME_IN_DAYS = 7 MAX_DATA_EXTENSION_TIME_IN_DAYS = 14 DEFAULT_DDL_COLLATION = 'en-ci' COMMENT = 'what is sold'
CREATE DATABASE "SALES" DEFAULT_DDL_COLLATION = 'en-ci'
CREATE DATABASE "SALES" DATA_RETENTION_TIME_IN_DAYS = 7 MAX_DATA_EXTENSION_TIME_IN_DAYS = 14 DEFAULT_DDL_COLLATION = 'en-ci' COMMENT = 'what is sold' WITH TAG ("GOV"."TAGS"."COST" = 'x')
-- https://docs.snowflake.com/en/sql-reference/sql/alter-database
ALTER DATABASE "SALES" RENAME TO "TRADE"
ALTER DATABASE "SALES" SET DATA_RETENTION_TIME_IN_DAYS = 1
ALTER DATABASE "SALES" SET COMMENT = 'what was sold'
ALTER DATABASE "SALES" SET DATA_RETENTION_TIME_IN_DAYS = 1 COMMENT = 'what was sold'
ALTER DATABASE "SALES" SET DATA_RETENTION_TIME_IN_DAYS = 1 MAX_DATA_EXTENSION_TIME_IN_DAYS = 14 DEFAULT_DDL_COLLATION = 'en-ci' COMMENT = 'what was sold'
ALTER DATABASE "SALES" SET TAG "GOV"."TAGS"."COST" = 'x', "GOV"."TAGS"."TEAM" = 'y'
-- https://docs.snowflake.com/en/sql-reference/sql/grant-ownership
GRANT OWNERSHIP ON DATABASE "SALES" TO ROLE "SYSADMIN" COPY CURRENT GRANTS
-- https://docs.snowflake.com/en/sql-reference/sql/drop-database
DROP DATABASE "SALES"
DROP DATABASE IF EXISTS "SALES"
-- https://docs.snowflake.com/en/sql-reference/sql/undrop-database
UNDROP DATABASE "SALES"

-- https://docs.snowflake.com/en/sql-reference/sql/create-clone
CREATE DATABASE "B" CLONE "A"
CREATE DATABASE "B" CLONE "A" COMMENT = '{}'
CREATE DATABASE "B" CLONE "A" DATA_RETENTION_TIME_IN_DAYS = 0 COMMENT = '{}'
CREATE DATABASE "B" CLONE "A" AT (TIMESTAMP => '2026-03-01 10:00:00.000000000 +00:00'::TIMESTAMP_TZ) IGNORE HYBRID TABLES COMMENT = '{}'
CREATE DATABASE "B" CLONE "A" AT (TIMESTAMP => '2026-03-01 10:00:00.000000000 +00:00'::TIMESTAMP_TZ) IGNORE TABLES WITH INSUFFICIENT DATA RETENTION IGNORE HYBRID TABLES
CREATE DATABASE "B" CLONE "A" BEFORE (STATEMENT => '01c43cd8-0005-67fe-000d-77de000c2c06') IGNORE HYBRID TABLES

-- https://docs.snowflake.com/en/sql-reference/sql/alter-database
ALTER DATABASE "A" SWAP WITH "B"
ALTER DATABASE "A" UNSET COMMENT

-- https://docs.snowflake.com/en/sql-reference/sql/show-grants
SHOW GRANTS ON DATABASE "A"
SHOW FUTURE GRANTS IN DATABASE "A"
SHOW FUTURE GRANTS IN SCHEMA "A"."PUBLIC"
SHOW GRANTS OF DATABASE ROLE "A"."R"

-- https://docs.snowflake.com/en/sql-reference/sql/show-database-roles
SHOW DATABASE ROLES IN DATABASE "A"

-- https://docs.snowflake.com/en/sql-reference/sql/grant-privilege
GRANT USAGE ON DATABASE "A" TO ROLE "R"
GRANT SELECT ON FUTURE TABLES IN DATABASE "A" TO ROLE "R"
GRANT SELECT ON FUTURE TABLES IN SCHEMA "A"."PUBLIC" TO ROLE "R"

-- https://docs.snowflake.com/en/sql-reference/sql/grant-ownership
GRANT OWNERSHIP ON DATABASE "A" TO ROLE "R" COPY CURRENT GRANTS

-- https://docs.snowflake.com/en/sql-reference/functions/current_role
SELECT CURRENT_ROLE() AS R

-- https://docs.snowflake.com/en/sql-reference/functions/current_warehouse
SELECT CURRENT_WAREHOUSE() AS W

-- https://docs.snowflake.com/en/sql-reference/functions/hash_agg
SELECT HASH_AGG(*) AS H FROM "A"."PUBLIC"."T"
SELECT HASH_AGG("ID", "WHAT") AS H FROM "A"."PUBLIC"."T"
SELECT HASH_AGG("ID") AS H FROM "A"."PUBLIC"."T"

-- https://docs.snowflake.com/en/sql-reference/functions/count
SELECT COUNT(*) AS N FROM "A"."PUBLIC"."T"

-- https://docs.snowflake.com/en/sql-reference/sql/desc-table
DESCRIBE TABLE "A"."PUBLIC"."T"

-- https://docs.snowflake.com/en/sql-reference/functions/get_ddl
SELECT GET_DDL('DATABASE', '"A"', TRUE) AS DDL

-- https://docs.snowflake.com/en/sql-reference/sql/show-sequences
SHOW SEQUENCES IN DATABASE "A"

-- https://docs.snowflake.com/en/sql-reference/sql/list
LIST @"OPS"."PUBLIC"."BACKUPS"/1/

-- https://docs.snowflake.com/en/sql-reference/sql/remove
REMOVE @"OPS"."PUBLIC"."BACKUPS"/1/

-- https://docs.snowflake.com/en/user-guide/querying-stage
SELECT $1 AS LINE FROM @"OPS"."PUBLIC"."BACKUPS"/1/gds_manifest
SELECT $1 AS LINE FROM @"OPS"."PUBLIC"."BACKUPS"/1/gds_manifest_000001

-- https://docs.snowflake.com/en/sql-reference/sql/alter-backup-set
ALTER BACKUP SET "OPS"."PUBLIC"."DAILY" ADD BACKUP
ALTER BACKUP SET "OPS"."PUBLIC"."DAILY" DELETE BACKUP IDENTIFIER '5b0b1a2e-0000-4000-8000-000000000000'

-- https://docs.snowflake.com/en/sql-reference/sql/show-backup-sets
SHOW BACKUP SETS IN ACCOUNT

-- https://docs.snowflake.com/en/sql-reference/sql/show-backups-in-backup-set
SHOW BACKUPS IN BACKUP SET "OPS"."PUBLIC"."DAILY"

-- https://docs.snowflake.com/en/sql-reference/sql/create-database
CREATE DATABASE "A" FROM BACKUP SET "OPS"."PUBLIC"."DAILY" IDENTIFIER '5b0b1a2e-0000-4000-8000-000000000000'
CREATE DATABASE "A" DATA_RETENTION_TIME_IN_DAYS = 1 COMMENT = '{}'

-- https://docs.snowflake.com/en/sql-reference/sql/undrop-database
UNDROP DATABASE IDENTIFIER(492)

-- https://docs.snowflake.com/en/sql-reference/sql/copy-into-location
COPY INTO @"OPS"."PUBLIC"."BACKUPS"/1/data/000001/ FROM (SELECT "ID" AS C1, "TEXT" AS C2 FROM "A"."PUBLIC"."T") FILE_FORMAT = (TYPE = PARQUET COMPRESSION = SNAPPY) HEADER = TRUE MAX_FILE_SIZE = 268435456 INCLUDE_QUERY_ID = TRUE DETAILED_OUTPUT = TRUE
COPY INTO @"OPS"."PUBLIC"."BACKUPS"/1/data/000001/ FROM (SELECT "ID" AS C1 FROM "A"."PUBLIC"."T") FILE_FORMAT = (TYPE = PARQUET COMPRESSION = SNAPPY) HEADER = TRUE MAX_FILE_SIZE = 268435456 INCLUDE_QUERY_ID = TRUE DETAILED_OUTPUT = TRUE
COPY INTO @"OPS"."PUBLIC"."BACKUPS"/1/gds_manifest_000001 FROM (SELECT 'x') FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE FIELD_DELIMITER = ',' RECORD_DELIMITER = '\n' FIELD_OPTIONALLY_ENCLOSED_BY = NONE ESCAPE_UNENCLOSED_FIELD = NONE) SINGLE = TRUE OVERWRITE = FALSE
COPY INTO @"OPS"."PUBLIC"."BACKUPS"/1/gds_manifest FROM (SELECT 'x') FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE FIELD_DELIMITER = ',' RECORD_DELIMITER = '\n' FIELD_OPTIONALLY_ENCLOSED_BY = NONE ESCAPE_UNENCLOSED_FIELD = NONE) SINGLE = TRUE OVERWRITE = FALSE

-- https://docs.snowflake.com/en/sql-reference/sql/copy-into-table
COPY INTO "A"."PUBLIC"."T" ("ID", "TEXT") FROM (SELECT $1:C1::NUMBER(38,0), $1:C2::VARCHAR(16777216) FROM @"OPS"."PUBLIC"."BACKUPS"/1/data/000001/) FILE_FORMAT = (TYPE = PARQUET COMPRESSION = SNAPPY) ON_ERROR = ABORT_STATEMENT PURGE = FALSE FORCE = TRUE

-- https://docs.snowflake.com/en/sql-reference/sql/create-schema
create or replace schema "A".PUBLIC

-- https://docs.snowflake.com/en/sql-reference/sql/create-table
create or replace TABLE "A".PUBLIC.LETTERS ( ID NUMBER(38,0), TEXT VARCHAR(16777216) )
create or replace TABLE "A".PUBLIC.NUMBERS ( ID NUMBER(38,0) )
