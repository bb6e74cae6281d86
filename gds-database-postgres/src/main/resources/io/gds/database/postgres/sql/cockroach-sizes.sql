-- A range may hold tables of several databases, and several of one.
SELECT database_name, sum(range_size)::INT8 AS size_bytes
  FROM (SELECT DISTINCT database_name, range_id, range_size
          FROM [SHOW CLUSTER RANGES WITH TABLES, DETAILS])
       AS OF SYSTEM TIME follower_read_timestamp()
 GROUP BY database_name
