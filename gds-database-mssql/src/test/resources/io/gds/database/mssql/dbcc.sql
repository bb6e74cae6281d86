-- One statement a line: what is sent to check a database and to make it smaller.
-- https://learn.microsoft.com/en-us/sql/t-sql/database-console-commands/dbcc-checkdb-transact-sql
-- TABLERESULTS is not on that page: see MssqlCheckRun.
DBCC CHECKDB ([Sales]]1]) WITH NO_INFOMSGS, ALL_ERRORMSGS, TABLERESULTS
DBCC CHECKDB ([Sales]]1]) WITH NO_INFOMSGS, ALL_ERRORMSGS, PHYSICAL_ONLY, MAXDOP = 2, TABLERESULTS
DBCC CHECKDB ([Sales]]1]) WITH NO_INFOMSGS, ALL_ERRORMSGS, DATA_PURITY, EXTENDED_LOGICAL_CHECKS, TABLERESULTS
DBCC CHECKDB ([Sales]]1]) WITH NO_INFOMSGS, ALL_ERRORMSGS, ESTIMATEONLY
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
