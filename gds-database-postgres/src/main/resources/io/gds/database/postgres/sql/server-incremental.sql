-- Binds: the timeline of a backup, and where it begins. From 17 on: what of the WAL behind that is
-- summarized. The control file tells of the old timeline for a while after a promotion.
SELECT (SELECT c.system_identifier::text FROM pg_control_system() AS c) AS system_identifier,
       current_setting('data_checksums') AS checksums,
       current_setting('summarize_wal') AS summarize_wal,
       CASE WHEN pg_is_in_recovery()
            THEN coalesce((SELECT r.received_tli FROM pg_stat_wal_receiver AS r),
                          (SELECT c.timeline_id FROM pg_control_checkpoint() AS c))::bigint
            ELSE ('x' || lpad(left(pg_walfile_name(pg_current_wal_lsn()), 8), 16, '0'))::bit(64)::bigint
       END AS timeline,
       (SELECT w.summarized_lsn::text FROM pg_get_wal_summarizer_state() AS w) AS summarized,
       (SELECT array_agg(s.start_lsn::text || ' ' || s.end_lsn::text ORDER BY s.start_lsn)
          FROM pg_available_wal_summaries() AS s
         WHERE s.tli = ?::bigint AND s.end_lsn > ?::pg_lsn) AS summaries
