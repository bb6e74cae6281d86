SELECT n.node_id, n.address, n.sql_address, n.locality, n.build_tag, n.started_at, n.is_live,
       n.ranges, n.leases, l.draining, l.decommissioning, l.membership, l.updated_at
  FROM crdb_internal.gossip_nodes AS n
  LEFT JOIN crdb_internal.gossip_liveness AS l ON l.node_id = n.node_id
 ORDER BY n.node_id
