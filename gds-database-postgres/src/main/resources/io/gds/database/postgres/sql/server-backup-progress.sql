-- Bind: the name of the tool's sessions. What this role may not see is null.
SELECT p.phase, p.backup_total, p.backup_streamed
  FROM pg_stat_progress_basebackup AS p
  JOIN pg_stat_activity AS a ON a.pid = p.pid
 WHERE a.application_name = ?
