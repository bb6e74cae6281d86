-- https://learn.microsoft.com/en-us/sql/t-sql/functions/current-timezone-id-transact-sql
SELECT SYSDATETIMEOFFSET() AS server_now, CURRENT_TIMEZONE_ID() AS zone_name
-- https://learn.microsoft.com/en-us/sql/relational-databases/system-stored-procedures/sp-readerrorlog-transact-sql
EXEC sys.sp_readerrorlog @p1 = 0, @p2 = 1, @p3 = N'Microsoft'
EXEC sys.sp_readerrorlog @p1 = 1, @p2 = 1, @p3 = N'Microsoft'
EXEC sys.sp_readerrorlog @p1 = 0, @p2 = 1
EXEC sys.sp_readerrorlog @p1 = 0, @p2 = 2
