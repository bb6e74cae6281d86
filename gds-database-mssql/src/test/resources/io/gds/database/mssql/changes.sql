-- One statement a line: forms of what changes something that stand in no file of their own.
-- https://learn.microsoft.com/en-us/sql/t-sql/database-console-commands/dbcc-checkdb-transact-sql
DBCC CHECKDB ([Sales]]1]) WITH ALL_ERRORMSGS, DATA_PURITY, EXTENDED_LOGICAL_CHECKS, MAXDOP = 2, TABLERESULTS
DBCC CHECKDB ([Sales]]1]) WITH ALL_ERRORMSGS, PHYSICAL_ONLY, TABLERESULTS
DBCC CHECKDB ([Sales]]1], NOINDEX) WITH ALL_ERRORMSGS, TABLOCK, MAXDOP = 4, TABLERESULTS
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-availability-group-transact-sql
ALTER AVAILABILITY GROUP [ag1] ADD REPLICA ON N'SQL3' WITH (ENDPOINT_URL = N'TCP://127.0.0.1:5022', AVAILABILITY_MODE = ASYNCHRONOUS_COMMIT, FAILOVER_MODE = MANUAL, SEEDING_MODE = AUTOMATIC)
ALTER AVAILABILITY GROUP [ag1] ADD REPLICA ON N'SQL3' WITH (ENDPOINT_URL = N'TCP://c.example:5022', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = MANUAL, SEEDING_MODE = AUTOMATIC)
ALTER AVAILABILITY GROUP [ag1] MODIFY REPLICA ON N'SQL2' WITH (FAILOVER_MODE = AUTOMATIC)
ALTER AVAILABILITY GROUP [ag1] MODIFY REPLICA ON N'SQL3' WITH (AVAILABILITY_MODE = SYNCHRONOUS_COMMIT)
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-database-scoped-configuration-transact-sql
EXEC [Sales]]1].sys.sp_executesql N'ALTER DATABASE SCOPED CONFIGURATION FOR SECONDARY SET MAXDOP = 2'
EXEC [Sales]]1].sys.sp_executesql N'ALTER DATABASE SCOPED CONFIGURATION SET ELEVATE_ONLINE = OFF'
EXEC [Sales]]1].sys.sp_executesql N'ALTER DATABASE SCOPED CONFIGURATION SET ELEVATE_ONLINE = WHEN_SUPPORTED'
EXEC [Sales]]1].sys.sp_executesql N'ALTER DATABASE SCOPED CONFIGURATION SET PARAMETER_SNIFFING = OFF'
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-database-transact-sql-set-options
ALTER DATABASE [Sales]]1] SET RECOVERY BULK_LOGGED
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-login-transact-sql
ALTER LOGIN [ada] WITH NAME = [ida]
ALTER LOGIN [ada] WITH PASSWORD = N'Battery-Staple-8', CHECK_POLICY = ON, NAME = [ada]]2]
ALTER LOGIN [sa] WITH PASSWORD = N'Battery-Staple-8'
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-user-transact-sql
ALTER USER [boss] WITH DEFAULT_SCHEMA = [dbo]
ALTER USER [c'lerk] WITH NAME = [boss]
ALTER USER [inside] WITH PASSWORD = N'Battery-Staple-8'
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/backup-transact-sql
BACKUP DATABASE [Sales]]1] TO DISK = N'D:\b\it''s.bak' WITH COPY_ONLY, NAME = N'gds 0001', NOINIT, CHECKSUM, STOP_ON_ERROR, STATS = 5
BACKUP DATABASE [Sales]]1] TO DISK = N'D:\b\it''s.bak' WITH NAME = N'gds 0001', FORMAT, INIT, CHECKSUM, STOP_ON_ERROR, STATS = 5
BACKUP DATABASE [Sales]]1] TO DISK = N'D:\b\it''s.bak' WITH NAME = N'gds 0001', INIT, SKIP, CHECKSUM, STOP_ON_ERROR, STATS = 5
BACKUP DATABASE [Sales]]1] TO DISK = N'D:\b\it''s.bak' WITH NAME = N'gds 0001', NOINIT, NO_CHECKSUM, STOP_ON_ERROR, STATS = 5
BACKUP DATABASE [Sales]]1] TO DISK = N'D:\b\it''s.bak' WITH NAME = N'gds 0001', RETAINDAYS = 7, NOINIT, CHECKSUM, STOP_ON_ERROR, STATS = 5
BACKUP DATABASE [Sales]]1] TO DISK = N'/b/1.bak', DISK = N'/b/2.bak' WITH COPY_ONLY, COMPRESSION (ALGORITHM = MS_XPRESS), ENCRYPTION (ALGORITHM = AES_192, SERVER CERTIFICATE = [backup]]s]), NAME = N'gds 0001', DESCRIPTION = N'nightly', RETAINDAYS = 7, NOINIT, BUFFERCOUNT = 20, MAXTRANSFERSIZE = 65536, BLOCKSIZE = 512, CHECKSUM, STOP_ON_ERROR, STATS = 5
BACKUP DATABASE [Sales]]1] TO URL = N'https://a.blob.core.windows.net/c/1.bak' WITH COPY_ONLY, NAME = N'gds 0001', CHECKSUM, STOP_ON_ERROR, STATS = 5
BACKUP DATABASE [Sales]]1] TO URL = N'https://a.blob.core.windows.net/c/1.bak' WITH CREDENTIAL = N'store''s key', NAME = N'gds 0001', CHECKSUM, STOP_ON_ERROR, STATS = 5
BACKUP DATABASE [Sales]]1] TO URL = N'https://a.blob.core.windows.net/c/1.bak' WITH NAME = N'gds 0001', CHECKSUM, STOP_ON_ERROR, STATS = 5
BACKUP LOG [Sales]]1] TO URL = N'https://a.blob.core.windows.net/c/1.trn' WITH NORECOVERY, CREDENTIAL = N'store''s key', NAME = N'gds tail 0001', CHECKSUM, STOP_ON_ERROR, STATS = 5
BACKUP LOG [Sales]]1] TO URL = N'https://a.blob.core.windows.net/c/1.trn' WITH NO_TRUNCATE, CREDENTIAL = N'store''s key', NAME = N'gds tail 0001', CHECKSUM, CONTINUE_AFTER_ERROR, STATS = 5
BACKUP LOG [Sales]]1] TO DISK = N'D:\b\it''s.bak' WITH NORECOVERY, NAME = N'gds 0001', NOINIT, CHECKSUM, STOP_ON_ERROR, STATS = 5
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/create-database-transact-sql
CREATE DATABASE [Sales]]1] CONTAINMENT = PARTIAL
CREATE DATABASE [Sales]]1] CONTAINMENT = PARTIAL ON PRIMARY (NAME = [Sales]]1], FILENAME = N'/d/shop''s.mdf', SIZE = 65536KB, MAXSIZE = 1048576KB, FILEGROWTH = 16384KB), FILEGROUP [old] (NAME = [archive], FILENAME = N'/d/archive.ndf', FILEGROWTH = 10%) LOG ON (NAME = [shop_log], FILENAME = N'/l/shop.ldf', SIZE = 8192KB, FILEGROWTH = 0KB) COLLATE Latin1_General_100_CI_AS_SC
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/create-login-transact-sql
CREATE LOGIN [ada] WITH PASSWORD = 0x0200656D6B8C45B5E2D7D41E3CB8A4F3F0B8CCAA0E4D1D9A1F7B5F2F7D3D3C2F9D1B6AA8B2E44C0B8E5D6E2F3A4B5C6D7E8F90112233445566778899AABBCCDDEEFF00 HASHED, SID = 0x0102030405060708090A0B0C0D0E0F10
CREATE LOGIN [ada] WITH PASSWORD = N'Correct-Horse-7' MUST_CHANGE, CHECK_EXPIRATION = ON
CREATE LOGIN [ada] WITH PASSWORD = N'Correct-Horse-7', CHECK_EXPIRATION = ON
CREATE LOGIN [ada] WITH PASSWORD = N'Correct-Horse-7', SID = 0x0102030405060708090A0B0C0D0E0F10, DEFAULT_DATABASE = [msdb], DEFAULT_LANGUAGE = [Deutsch], CHECK_EXPIRATION = ON
CREATE LOGIN [ada] WITH PASSWORD = N'weak'
CREATE LOGIN [ada] WITH PASSWORD = N'weak', CHECK_POLICY = OFF
CREATE LOGIN [clerk] WITH PASSWORD = N'Correct-Horse-7', SID = 0x8DC616719769337CA072717283EE5D5B
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/create-user-transact-sql
CREATE USER [clerk] FOR LOGIN [clerk]
CREATE USER [inside] WITH PASSWORD = N'Correct-Horse-7', DEFAULT_SCHEMA = [dbo]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/deny-schema-permissions-transact-sql
DENY SELECT ON SCHEMA::[sa]]les] TO [clerk]
DENY SELECT ON SCHEMA::[sa]]les] TO [clerk] CASCADE
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/deny-server-principal-permissions-transact-sql
DENY IMPERSONATE ON LOGIN::[sa] TO [clerk]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/drop-database-transact-sql
DROP DATABASE IF EXISTS [Sales]]1]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/grant-database-principal-permissions-transact-sql
GRANT ALTER ON USER::[clerk] TO [clerk]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/grant-object-permissions-transact-sql
GRANT INSERT ON OBJECT::[sa]]les].[o'rders] TO [clerk] WITH GRANT OPTION
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/grant-schema-permissions-transact-sql
GRANT SELECT ON SCHEMA::[sa]]les] TO [clerk]
GRANT SELECT ON SCHEMA::[sa]]les] TO [clerk] WITH GRANT OPTION
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/grant-server-permissions-transact-sql
GRANT SHUTDOWN TO [ada]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/restore-statements-headeronly-transact-sql
RESTORE HEADERONLY FROM URL = N's3://s3.example.com:443/b/1.trn'
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/restore-statements-labelonly-transact-sql
RESTORE LABELONLY FROM URL = N'https://a.blob.core.windows.net/c/1.bak'
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/restore-statements-filelistonly-transact-sql
RESTORE FILELISTONLY FROM URL = N'https://a.blob.core.windows.net/c/1.bak' WITH FILE = 1
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/restore-statements-transact-sql
RESTORE DATABASE [Sales]]1] FILEGROUP = N'A' FROM DISK = N'D:\b\it''s.bak' WITH FILE = 2, CHECKSUM, STOP_ON_ERROR, NORECOVERY, STATS = 5
RESTORE DATABASE [Sales]]1] FROM DISK = N'D:\b\it''s.bak' WITH FILE = 2, CHECKSUM, STOP_ON_ERROR, NORECOVERY, STATS = 5
RESTORE DATABASE [Sales]]1] FROM DISK = N'D:\b\it''s.bak' WITH FILE = 2, MOVE N'shop' TO N'/d/1.mdf', MOVE N'shop_log' TO N'/d/1.ldf', STOP_ON_ERROR, NORECOVERY, STATS = 5
RESTORE DATABASE [Sales]]1] FROM URL = N'https://a.blob.core.windows.net/c/1.bak' WITH FILE = 1, MOVE N'shop' TO N'/d/gds_new_0a1b2c3d_1.mdf', MOVE N'shop_log' TO N'/d/gds_new_0a1b2c3d_2.ldf', CREDENTIAL = N'store''s key', STOP_ON_ERROR, NORECOVERY, STATS = 5
RESTORE DATABASE [Sales]]1] FROM URL = N'https://a.blob.core.windows.net/c/1.bak' WITH FILE = 2, MOVE N'shop' TO N'D:\data\other_0a1b2c3d_1.mdf', MOVE N'shop_log' TO N'L:\log\other_0a1b2c3d_2.ldf', STOP_ON_ERROR, NORECOVERY, STATS = 5
RESTORE DATABASE [Sales]]1] FROM URL = N'https://a.blob.core.windows.net/c/1.bak' WITH FILE = 1, MOVE N'shop' TO N'/d/copy_0a1b2c3d_1.mdf', MOVE N'shop_log' TO N'/d/copy_0a1b2c3d_2.ldf', CREDENTIAL = N'it''s', CHECKSUM, STOP_ON_ERROR, NORECOVERY, STATS = 5
RESTORE LOG [Sales]]1] FROM URL = N'https://a.blob.core.windows.net/c/1.trn' WITH FILE = 1, CREDENTIAL = N'store''s key', CHECKSUM, STOP_ON_ERROR, NORECOVERY, STATS = 5
RESTORE LOG [Sales]]1] FROM URL = N's3://s3.example.com:443/b/1.trn' WITH FILE = 1, CHECKSUM, STOP_ON_ERROR, NORECOVERY, STATS = 5
RESTORE LOG [Sales]]1] FROM DISK = N'D:\b\it''s.bak' WITH FILE = 2, CHECKSUM, STOP_ON_ERROR, NORECOVERY, STATS = 5
RESTORE LOG [Sales]]1] FROM DISK = N'D:\b\it''s.bak' WITH FILE = 2, STOP_ON_ERROR, NORECOVERY, STATS = 5
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/restore-statements-verifyonly-transact-sql
RESTORE VERIFYONLY FROM DISK = N'D:\b\it''s.bak' WITH FILE = 2, STOP_ON_ERROR, STATS = 5
RESTORE VERIFYONLY FROM URL = N'https://a.blob.core.windows.net/c/1.bak' WITH FILE = 2, CHECKSUM, STOP_ON_ERROR, STATS = 5
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/revoke-database-principal-permissions-transact-sql
REVOKE ALTER ON USER::[clerk] FROM [clerk] CASCADE
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/revoke-object-permissions-transact-sql
REVOKE INSERT ON OBJECT::[sa]]les].[o'rders] FROM [clerk] CASCADE
REVOKE SELECT ON OBJECT::[sa]]les].[o'rders] ([no]]te]) FROM [clerk]
REVOKE SELECT ON OBJECT::[sa]]les].[o'rders] FROM [clerk]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/revoke-schema-permissions-transact-sql
REVOKE GRANT OPTION FOR SELECT ON SCHEMA::[sa]]les] FROM [clerk]
REVOKE GRANT OPTION FOR SELECT ON SCHEMA::[sa]]les] FROM [clerk] CASCADE
REVOKE SELECT ON SCHEMA::[sa]]les] FROM [clerk]
REVOKE SELECT ON SCHEMA::[sa]]les] FROM [clerk] CASCADE
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/revoke-server-permissions-transact-sql
REVOKE SHUTDOWN FROM [ada]
REVOKE SHUTDOWN FROM [ada] AS [clerk]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/revoke-server-principal-permissions-transact-sql
REVOKE IMPERSONATE ON LOGIN::[sa] FROM [clerk] CASCADE
-- https://learn.microsoft.com/en-us/sql/relational-databases/backup-restore/tail-log-backups-sql-server
BACKUP LOG [Sales]]1] TO DISK = N'/b/1.trn' WITH NO_TRUNCATE, NAME = N'gds tail 0001', NOINIT, CHECKSUM, CONTINUE_AFTER_ERROR, STATS = 5
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/restore-statements-arguments-transact-sql
RESTORE LOG [Sales]]1] FROM DISK = N'/b/1.bak', DISK = N'/b/2.bak' WITH FILE = 2, CHECKSUM, STOP_ON_ERROR, NORECOVERY, STOPBEFOREMARK = N'end of month' AFTER '2026-05-01T12:30:00.997', STATS = 5
RESTORE DATABASE [Sales]]1] WITH RECOVERY, KEEP_REPLICATION, RESTRICTED_USER
RESTORE DATABASE [Sales]]1] WITH RECOVERY, KEEP_CDC
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-authorization-transact-sql
ALTER AUTHORIZATION ON ASSEMBLY::[t]]h'e ASSEMBLY] TO [ne]]w]
ALTER AUTHORIZATION ON ASYMMETRIC KEY::[t]]h'e ASYMMETRIC KEY] TO [ne]]w]
ALTER AUTHORIZATION ON CERTIFICATE::[t]]h'e CERTIFICATE] TO [ne]]w]
ALTER AUTHORIZATION ON CONTRACT::[t]]h'e CONTRACT] TO [ne]]w]
ALTER AUTHORIZATION ON FULLTEXT CATALOG::[t]]h'e FULLTEXT CATALOG] TO [ne]]w]
ALTER AUTHORIZATION ON FULLTEXT STOPLIST::[t]]h'e FULLTEXT STOPLIST] TO [ne]]w]
ALTER AUTHORIZATION ON MESSAGE TYPE::[t]]h'e MESSAGE TYPE] TO [ne]]w]
ALTER AUTHORIZATION ON REMOTE SERVICE BINDING::[t]]h'e REMOTE SERVICE BINDING] TO [ne]]w]
ALTER AUTHORIZATION ON ROUTE::[t]]h'e ROUTE] TO [ne]]w]
ALTER AUTHORIZATION ON SEARCH PROPERTY LIST::[t]]h'e SEARCH PROPERTY LIST] TO [ne]]w]
ALTER AUTHORIZATION ON SERVICE::[t]]h'e SERVICE] TO [ne]]w]
ALTER AUTHORIZATION ON SYMMETRIC KEY::[t]]h'e SYMMETRIC KEY] TO [ne]]w]
ALTER AUTHORIZATION ON TYPE::[dbo].[t]]h'e TYPE] TO [ne]]w]
ALTER AUTHORIZATION ON XML SCHEMA COLLECTION::[dbo].[t]]h'e XML SCHEMA COLLECTION] TO [ne]]w]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/deny-object-permissions-transact-sql
DENY SELECT ON OBJECT::[sa]]les].[o'rders] ([no]]te]) TO [clerk]
DENY SELECT ON OBJECT::[sa]]les].[o'rders] TO [clerk]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/grant-transact-sql
GRANT IMPERSONATE ON LOGIN::[a]]b'c.d"e;--] TO [clerk]
GRANT INSERT ON SCHEMA::[sa]]les] TO [clerk]
GRANT UPDATE ON SCHEMA::[sa]]les] TO [clerk]
GRANT DELETE ON SCHEMA::[sa]]les] TO [clerk]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/revoke-transact-sql
REVOKE IMPERSONATE ON LOGIN::[a]]b'c.d"e;--] FROM [clerk]
REVOKE INSERT ON SCHEMA::[sa]]les] FROM [clerk]
REVOKE UPDATE ON SCHEMA::[sa]]les] FROM [clerk]
REVOKE DELETE ON SCHEMA::[sa]]les] FROM [clerk]
REVOKE EXECUTE ON SCHEMA::[sa]]les] FROM [clerk]
