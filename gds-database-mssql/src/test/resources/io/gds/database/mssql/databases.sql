-- https://learn.microsoft.com/en-us/sql/t-sql/statements/create-database-transact-sql
CREATE DATABASE [Sales]]1]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/drop-database-transact-sql
DROP DATABASE [Sales]]1]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/create-database-transact-sql
CREATE DATABASE [Sales]]1] CONTAINMENT = PARTIAL ON PRIMARY (NAME = [d], FILENAME = N'/d/it''s.mdf', SIZE = 65536KB, MAXSIZE = 1048576KB, FILEGROWTH = 10%), FILEGROUP [old] (NAME = [o], FILENAME = N'/d/o.ndf') LOG ON (NAME = [l], FILENAME = N'/l/l.ldf') COLLATE Latin1_General_100_CI_AS_SC
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-database-transact-sql-set-options
ALTER DATABASE [Sales]]1] SET RECOVERY SIMPLE
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-database-transact-sql-compatibility-level
ALTER DATABASE [Sales]]1] SET COMPATIBILITY_LEVEL = 150
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-authorization-transact-sql
ALTER AUTHORIZATION ON DATABASE::[Sales]]1] TO [clerk]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-database-transact-sql-set-options
ALTER DATABASE [Sales]]1] SET RECOVERY FULL
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-database-transact-sql
ALTER DATABASE [Sales]]1] COLLATE Latin1_General_CI_AS
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-database-transact-sql-compatibility-level
ALTER DATABASE [Sales]]1] SET COMPATIBILITY_LEVEL = 160
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-database-transact-sql-set-options
ALTER DATABASE [Sales]]1] SET PAGE_VERIFY TORN_PAGE_DETECTION
ALTER DATABASE [Sales]]1] SET AUTO_CLOSE ON
ALTER DATABASE [Sales]]1] SET AUTO_SHRINK ON
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-database-transact-sql
ALTER DATABASE [Sales]]1] MODIFY NAME = [Sales]]2]
ALTER DATABASE [Sales]]2] MODIFY NAME = [Sales]]1]
-- https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-database-transact-sql-set-options
ALTER DATABASE [Sales]]1] SET OFFLINE WITH NO_WAIT
ALTER DATABASE [Sales]]1] SET OFFLINE WITH ROLLBACK IMMEDIATE
ALTER DATABASE [Sales]]1] SET ONLINE
ALTER DATABASE [Sales]]1] SET READ_ONLY WITH NO_WAIT
ALTER DATABASE [Sales]]1] SET READ_ONLY WITH ROLLBACK IMMEDIATE
ALTER DATABASE [Sales]]1] SET READ_WRITE WITH NO_WAIT
ALTER DATABASE [Sales]]1] SET READ_WRITE WITH ROLLBACK IMMEDIATE
ALTER DATABASE [Sales]]1] SET RESTRICTED_USER WITH NO_WAIT
ALTER DATABASE [Sales]]1] SET RESTRICTED_USER WITH ROLLBACK IMMEDIATE
ALTER DATABASE [Sales]]1] SET SINGLE_USER WITH NO_WAIT
ALTER DATABASE [Sales]]1] SET SINGLE_USER WITH ROLLBACK IMMEDIATE
ALTER DATABASE [Sales]]1] SET MULTI_USER WITH NO_WAIT
ALTER DATABASE [Sales]]1] SET MULTI_USER WITH ROLLBACK IMMEDIATE
ALTER DATABASE [Sales]]1] SET EMERGENCY WITH NO_WAIT
ALTER DATABASE [Sales]]1] SET EMERGENCY WITH ROLLBACK IMMEDIATE
