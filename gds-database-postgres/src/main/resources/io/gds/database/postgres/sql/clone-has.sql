-- What a server has of what a clone needs.
SELECT 'role' AS kind, rolname::text AS name FROM pg_roles
UNION ALL
SELECT 'extension', name::text FROM pg_available_extensions
