-- https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-configurations-transact-sql
SELECT c.configuration_id, c.name, CAST(c.value AS bigint) AS set_value, CAST(c.value_in_use AS bigint) AS used_value, CAST(c.minimum AS bigint) AS least_value, CAST(c.maximum AS bigint) AS most_value, c.description, c.is_dynamic, c.is_advanced, HAS_PERMS_BY_NAME(NULL, NULL, 'ALTER SETTINGS') AS may_set FROM sys.configurations c ORDER BY c.name
-- https://learn.microsoft.com/en-us/sql/relational-databases/system-stored-procedures/sp-configure-transact-sql
EXEC sys.sp_configure N'max degree of parallelism', 4
EXEC sys.sp_configure N'it''s', -1
EXEC sys.sp_configure N'show advanced options', 1; RECONFIGURE
EXEC sys.sp_configure N'show advanced options', 0; RECONFIGURE WITH OVERRIDE
-- https://learn.microsoft.com/en-us/sql/t-sql/language-elements/reconfigure-transact-sql
RECONFIGURE
RECONFIGURE WITH OVERRIDE
-- https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-database-scoped-configurations-transact-sql
SELECT c.name, CAST(c.value AS nvarchar(256)) AS set_value, CAST(c.value_for_secondary AS nvarchar(256)) AS secondary_value, HAS_PERMS_BY_NAME(?, 'DATABASE', 'ALTER ANY DATABASE SCOPED CONFIGURATION') AS may_set FROM [Sales]]1].sys.database_scoped_configurations c ORDER BY c.name
SELECT c.name, CAST(c.value AS nvarchar(256)) AS set_value, CAST(c.value_for_secondary AS nvarchar(256)) AS secondary_value, c.is_value_default, HAS_PERMS_BY_NAME(?, 'DATABASE', 'ALTER ANY DATABASE SCOPED CONFIGURATION') AS may_set FROM [Sales]]1].sys.database_scoped_configurations c ORDER BY c.name
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-database-scoped-configuration-transact-sql
EXEC [Sales]]1].sys.sp_executesql N'ALTER DATABASE SCOPED CONFIGURATION SET MAXDOP = 4'
EXEC [it's].sys.sp_executesql N'ALTER DATABASE SCOPED CONFIGURATION FOR SECONDARY SET MAXDOP = PRIMARY'
-- https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-server-registry-transact-sql
SELECT CAST(p.value_data AS nvarchar(4000)) AS parameter FROM sys.dm_server_registry p WHERE p.registry_key LIKE '%Parameters' AND p.value_data IS NOT NULL ORDER BY p.value_name
