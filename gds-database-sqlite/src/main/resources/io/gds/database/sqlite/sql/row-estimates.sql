SELECT tbl AS table_name, max(CAST(stat AS INTEGER)) AS row_estimate
FROM sqlite_stat1
GROUP BY tbl
