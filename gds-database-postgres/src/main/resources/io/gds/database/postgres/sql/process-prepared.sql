-- Which prepared transactions hold what somebody waits for. Their locks belong to no process; the
-- virtual transaction tells which of them go together, and one is on the transaction's own number.
SELECT w.pid::text AS waiter,
       array_agg(DISTINCT p.gid::text) AS gids
  FROM pg_locks w
  JOIN pg_locks h
    ON h.granted AND h.pid IS NULL
   AND h.locktype = w.locktype
   AND h.database IS NOT DISTINCT FROM w.database
   AND h.relation IS NOT DISTINCT FROM w.relation
   AND h.page IS NOT DISTINCT FROM w.page
   AND h.tuple IS NOT DISTINCT FROM w.tuple
   AND h.transactionid IS NOT DISTINCT FROM w.transactionid
   AND h.classid IS NOT DISTINCT FROM w.classid
   AND h.objid IS NOT DISTINCT FROM w.objid
   AND h.objsubid IS NOT DISTINCT FROM w.objsubid
  JOIN pg_locks o
    ON o.granted AND o.pid IS NULL
   AND o.locktype = 'transactionid'
   AND o.virtualtransaction = h.virtualtransaction
  JOIN pg_prepared_xacts p ON p.transaction = o.transactionid
 WHERE NOT w.granted
 GROUP BY 1
