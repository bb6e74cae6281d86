-- https://learn.microsoft.com/en-us/sql/t-sql/language-elements/shutdown-transact-sql
SHUTDOWN
SHUTDOWN WITH NOWAIT
-- https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-sessions-transact-sql
SELECT s.session_id, s.open_transaction_count, r.command, HAS_PERMS_BY_NAME(NULL, NULL, 'SHUTDOWN') AS may_stop, CAST(SERVERPROPERTY('IsClustered') AS int) AS is_clustered, CASE WHEN HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER STATE') = 1 OR HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER PERFORMANCE STATE') = 1 THEN 1 ELSE 0 END AS sees_sessions FROM (SELECT 1 AS one_row) AS o LEFT JOIN sys.dm_exec_sessions s ON s.is_user_process = 1 AND s.session_id <> @@SPID LEFT JOIN sys.dm_exec_requests r ON r.session_id = s.session_id
-- https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-availability-replica-states-transact-sql
SELECT 'availability group' AS kind, COALESCE(ag.name, CAST(rs.group_id AS nvarchar(36))) AS name FROM sys.dm_hadr_availability_replica_states rs LEFT JOIN sys.availability_groups ag ON ag.group_id = rs.group_id WHERE rs.is_local = 1 AND rs.role_desc = 'PRIMARY' UNION ALL SELECT 'mirrored database' AS kind, DB_NAME(m.database_id) AS name FROM sys.database_mirroring m WHERE m.mirroring_role_desc = 'PRINCIPAL' ORDER BY kind, name
