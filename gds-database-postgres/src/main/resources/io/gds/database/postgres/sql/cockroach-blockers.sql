-- Asks all nodes for their locks: only for a tree that somebody wants to see.
SELECT DISTINCT wt.session_id AS waiter, ht.session_id AS holder, w.database_name, w.schema_name,
       w.table_name, w.lock_strength
  FROM crdb_internal.cluster_locks AS w
  JOIN crdb_internal.cluster_locks AS h ON h.range_id = w.range_id AND h.lock_key = w.lock_key
  JOIN crdb_internal.cluster_transactions AS wt ON wt.id = w.txn_id
  JOIN crdb_internal.cluster_transactions AS ht ON ht.id = h.txn_id
 WHERE NOT w.granted AND h.granted AND h.txn_id IS DISTINCT FROM w.txn_id
