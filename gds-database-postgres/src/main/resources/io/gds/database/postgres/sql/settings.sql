-- Settings that only superusers may see are absent for others, not null. Each value as the server
-- has it apart from what this session was told: the rest of the row says where it comes from.
SELECT s.name AS name,
       s.setting AS session_value,
       s.reset_val AS reset_value,
       s.boot_val AS boot_value,
       s.unit AS unit,
       s.category AS category,
       s.short_desc AS description,
       s.context AS context,
       s.vartype AS type,
       s.min_val AS min_value,
       s.max_val AS max_value,
       s.enumvals AS choices,
       s.source AS source,
       s.sourcefile AS file,
       s.sourceline AS line,
       s.pending_restart AS pending_restart,
       has_table_privilege('pg_catalog.pg_file_settings', 'SELECT')
         AND has_function_privilege('pg_catalog.pg_show_all_file_settings()', 'EXECUTE') AS files
  FROM pg_settings s
 ORDER BY s.name COLLATE "C"
