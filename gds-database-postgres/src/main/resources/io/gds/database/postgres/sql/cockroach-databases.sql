-- A WHERE or ORDER BY follows. The list is of those that this role may connect to.
WITH d AS (SHOW DATABASES WITH COMMENT)
SELECT database_name, owner, primary_region, secondary_region, regions, survival_goal, comment
  FROM d
