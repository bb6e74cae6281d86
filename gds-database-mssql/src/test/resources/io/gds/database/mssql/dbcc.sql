-- One statement a line: what is sent to check, shrink and clone a database.
-- https://learn.microsoft.com/en-us/sql/t-sql/database-console-commands/dbcc-checkdb-transact-sql
-- TABLERESULTS is not on that page: see MssqlCheckRun.
DBCC CHECKDB ([Sales]]1]) WITH ALL_ERRORMSGS, TABLERESULTS
DBCC CHECKDB ([Sales]]1]) WITH ALL_ERRORMSGS, PHYSICAL_ONLY, MAXDOP = 2, TABLERESULTS
DBCC CHECKDB ([Sales]]1]) WITH ALL_ERRORMSGS, DATA_PURITY, EXTENDED_LOGICAL_CHECKS, TABLERESULTS
DBCC CHECKDB ([Sales]]1]) WITH ALL_ERRORMSGS, ESTIMATEONLY
DBCC CHECKDB ([Sales]]1], NOINDEX) WITH ALL_ERRORMSGS, TABLOCK, TABLERESULTS
-- https://learn.microsoft.com/en-us/sql/t-sql/database-console-commands/dbcc-shrinkdatabase-transact-sql
DBCC SHRINKDATABASE ([Sales]]1])
DBCC SHRINKDATABASE ([Sales]]1], 10)
DBCC SHRINKDATABASE ([Sales]]1], 10, NOTRUNCATE)
DBCC SHRINKDATABASE ([Sales]]1], TRUNCATEONLY)
-- https://learn.microsoft.com/en-us/sql/t-sql/database-console-commands/dbcc-shrinkfile-transact-sql
EXEC [Sales]]1].sys.sp_executesql N'DBCC SHRINKFILE (N''da''''ta'')'
EXEC [Sales]]1].sys.sp_executesql N'DBCC SHRINKFILE (N''da''''ta'', 16)'
EXEC [Sales]]1].sys.sp_executesql N'DBCC SHRINKFILE (N''da''''ta'', 16, NOTRUNCATE)'
EXEC [Sales]]1].sys.sp_executesql N'DBCC SHRINKFILE (N''da''''ta'', TRUNCATEONLY)'
-- https://learn.microsoft.com/en-us/sql/t-sql/database-console-commands/dbcc-clonedatabase-transact-sql
DBCC CLONEDATABASE ([Sales]]1], [a.b]) WITH NO_STATISTICS, NO_QUERYSTORE
DBCC CLONEDATABASE ([Sales]]1], [a.b]) WITH NO_STATISTICS, NO_QUERYSTORE, VERIFY_CLONEDB
-- https://learn.microsoft.com/en-us/sql/relational-databases/databases/create-a-database-snapshot-transact-sql
CREATE DATABASE [a.b] ON (NAME = [da]]ta], FILENAME = N'D:\d\a_b_0a1b2c3d_1.ss'), (NAME = [more], FILENAME = N'E:\e\a_b_0a1b2c3d_2.ss') AS SNAPSHOT OF [Sales]]1]
CREATE DATABASE [a.b] ON (NAME = [da]]ta], FILENAME = N'/s/a_b_0a1b2c3d_1.ss'), (NAME = [more], FILENAME = N'/s/a_b_0a1b2c3d_2.ss') AS SNAPSHOT OF [Sales]]1]
-- https://learn.microsoft.com/en-us/sql/relational-databases/databases/revert-a-database-to-a-database-snapshot
RESTORE DATABASE [Sales]]1] FROM DATABASE_SNAPSHOT = N'a''b'
