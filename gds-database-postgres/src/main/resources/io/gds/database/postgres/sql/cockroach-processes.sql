-- Bind: where statements are cut. A role without VIEWACTIVITY sees its own sessions.
WITH s AS (SHOW ALL CLUSTER SESSIONS)
SELECT s.node_id, s.session_id, s.status, s.user_name, s.client_address, s.application_name,
       left(s.active_queries, ?) AS statement, s.session_start, s.active_query_start,
       s.num_txns_executed, t.id::STRING AS txn_id, t.start AS txn_start,
       s.session_id = current_setting('session_id') AS asking, now() AS now
  FROM s
  LEFT JOIN crdb_internal.cluster_transactions AS t ON t.session_id = s.session_id
 ORDER BY s.session_start, s.session_id
