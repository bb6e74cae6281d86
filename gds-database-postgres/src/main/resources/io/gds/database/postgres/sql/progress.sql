-- Bind: the session's process id.
SELECT p.phase || coalesce(' of ' || p.relid::regclass::text, '') AS phase,
       coalesce(p.done, 0) AS done,
       nullif(p.total, 0) AS total
  FROM (SELECT pid, relid, phase,
               CASE WHEN phase = 'vacuuming heap' THEN heap_blks_vacuumed
                    ELSE heap_blks_scanned END AS done,
               heap_blks_total AS total
          FROM pg_stat_progress_vacuum
        UNION ALL
        SELECT pid, relid, phase, heap_blks_scanned, heap_blks_total FROM pg_stat_progress_cluster
        UNION ALL
        SELECT pid, relid, phase, sample_blks_scanned, sample_blks_total
          FROM pg_stat_progress_analyze
        UNION ALL
        SELECT pid, relid, phase, blocks_done, blocks_total
          FROM pg_stat_progress_create_index) p
 WHERE p.pid = ?
