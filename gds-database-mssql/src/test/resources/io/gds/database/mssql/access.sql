-- What this module sends about logins, users, roles and rights, one statement a line; the frame of transactions
-- (BEGIN and COMMIT TRANSACTION) is left out. Passwords are those of the test.

-- https://learn.microsoft.com/en-us/sql/t-sql/statements/create-login-transact-sql
CREATE LOGIN [a]]da] WITH PASSWORD = N'It''s-strong-1' MUST_CHANGE, SID = 0x0102030405060708090A0B0C0D0E0F10, DEFAULT_DATABASE = [msdb], DEFAULT_LANGUAGE = [us_english], CHECK_EXPIRATION = ON, CHECK_POLICY = ON
CREATE LOGIN [CORP\a'da] FROM WINDOWS
CREATE LOGIN [ada@example.com] FROM EXTERNAL PROVIDER
CREATE LOGIN [signer] FROM CERTIFICATE [sign]]ing]

-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-login-transact-sql
ALTER LOGIN [a]]da] WITH PASSWORD = N'It''s-strong-2' UNLOCK
ALTER LOGIN [a]]da] WITH CHECK_POLICY = OFF
ALTER LOGIN [a]]da] WITH CHECK_POLICY = ON, CHECK_EXPIRATION = ON
ALTER LOGIN [a]]da] WITH DEFAULT_DATABASE = [master], CHECK_EXPIRATION = OFF
ALTER LOGIN [a]]da] DISABLE
ALTER LOGIN [a]]da] ENABLE

-- https://learn.microsoft.com/en-us/sql/t-sql/statements/create-server-role-transact-sql
CREATE SERVER ROLE [op]]s]

-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-server-role-transact-sql
ALTER SERVER ROLE [op]]s] ADD MEMBER [a]]da]
ALTER SERVER ROLE [op]]s] DROP MEMBER [a]]da]

-- https://learn.microsoft.com/en-us/sql/t-sql/language-elements/use-transact-sql
USE [b'ox]

-- https://learn.microsoft.com/en-us/sql/t-sql/statements/create-user-transact-sql
CREATE USER [a]]da] FOR LOGIN [a]]da] WITH DEFAULT_SCHEMA = [sa]]les]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/deny-database-permissions-transact-sql
DENY CONNECT TO [a]]da]
-- https://learn.microsoft.com/en-us/sql/t-sql/language-elements/use-transact-sql
USE [master]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/create-user-transact-sql
CREATE USER [app] WITHOUT LOGIN
CREATE USER [eve@example.com] FROM EXTERNAL PROVIDER
CREATE USER [inside] WITH PASSWORD = N'It''s-strong-3', SID = 0x0102030405060708090A0B0C0D0E0F11, DEFAULT_LANGUAGE = [us_english]

-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-user-transact-sql
ALTER USER [inside] WITH PASSWORD = N'It''s-strong-4', NAME = [in]]side]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/grant-database-permissions-transact-sql
GRANT CONNECT TO [in]]side]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-user-transact-sql
ALTER USER [a]]da] WITH LOGIN = [a]]da]

-- https://learn.microsoft.com/en-us/sql/t-sql/statements/create-role-transact-sql
CREATE ROLE [re]]aders]

-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-role-transact-sql
ALTER ROLE [re]]aders] ADD MEMBER [a]]da]
ALTER ROLE [re]]aders] DROP MEMBER [a]]da]

-- https://learn.microsoft.com/en-us/sql/t-sql/statements/grant-server-permissions-transact-sql
GRANT VIEW SERVER STATE TO [a]]da] WITH GRANT OPTION
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/deny-server-principal-permissions-transact-sql
DENY VIEW DEFINITION ON LOGIN::[sa] TO [a]]da]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/grant-server-principal-permissions-transact-sql
GRANT ALTER ON SERVER ROLE::[op]]s] TO [a]]da]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/grant-database-permissions-transact-sql
GRANT CREATE TABLE TO [a]]da]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/grant-schema-permissions-transact-sql
GRANT EXECUTE ON SCHEMA::[sa]]les] TO [a]]da]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/grant-object-permissions-transact-sql
GRANT UPDATE ON OBJECT::[sa]]les].[o'rders] ([i]]d], [note]) TO [a]]da]
GRANT SELECT ON OBJECT::[sa]]les].[o'rders] TO [public]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/grant-database-principal-permissions-transact-sql
GRANT IMPERSONATE ON USER::[app] TO [a]]da]
GRANT CONTROL ON ROLE::[re]]aders] TO [a]]da]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/deny-server-permissions-transact-sql
DENY VIEW SERVER STATE TO [a]]da] CASCADE

-- https://learn.microsoft.com/en-us/sql/t-sql/statements/revoke-server-permissions-transact-sql
REVOKE VIEW SERVER STATE FROM [a]]da] CASCADE
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/revoke-server-principal-permissions-transact-sql
REVOKE VIEW DEFINITION ON LOGIN::[sa] FROM [a]]da] CASCADE
REVOKE ALTER ON SERVER ROLE::[op]]s] FROM [a]]da] CASCADE
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/revoke-database-permissions-transact-sql
REVOKE CREATE TABLE FROM [a]]da] CASCADE
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/revoke-schema-permissions-transact-sql
REVOKE EXECUTE ON SCHEMA::[sa]]les] FROM [a]]da] CASCADE
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/revoke-object-permissions-transact-sql
REVOKE UPDATE ON OBJECT::[sa]]les].[o'rders] ([i]]d], [note]) FROM [a]]da] CASCADE
REVOKE SELECT ON OBJECT::[sa]]les].[o'rders] FROM [public] CASCADE
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/revoke-database-principal-permissions-transact-sql
REVOKE IMPERSONATE ON USER::[app] FROM [a]]da] CASCADE
REVOKE CONTROL ON ROLE::[re]]aders] FROM [a]]da] CASCADE
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/revoke-object-permissions-transact-sql
REVOKE GRANT OPTION FOR SELECT ON OBJECT::[sa]]les].[o'rders] FROM [a]]da] AS [dbo]

-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-authorization-transact-sql
ALTER AUTHORIZATION ON SCHEMA::[ow]]ned] TO [dbo]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/drop-user-transact-sql
DROP USER [app]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/drop-role-transact-sql
DROP ROLE [re]]aders]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/drop-server-role-transact-sql
DROP SERVER ROLE [op]]s]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-login-transact-sql
ALTER LOGIN [signer] DISABLE
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-authorization-transact-sql
ALTER AUTHORIZATION ON DATABASE::[b'ox] TO [sa]
-- https://learn.microsoft.com/en-us/sql/relational-databases/system-stored-procedures/sp-manage-jobs-by-login-transact-sql
EXEC msdb.dbo.sp_manage_jobs_by_login @action = N'REASSIGN', @current_owner_login_name = N'signer', @new_owner_login_name = N'sa'
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/drop-login-transact-sql
DROP LOGIN [signer]
