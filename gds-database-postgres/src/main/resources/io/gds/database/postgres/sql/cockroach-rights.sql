-- Bind: the name of a database, which need not exist. The owner node is no role to be a member of.
-- The function that asks for a system privilege is there from 25.3 on only; the grants always are.
WITH d AS (SHOW DATABASES),
     g AS (SHOW SYSTEM GRANTS),
     p AS (SELECT DISTINCT privilege_type AS held
             FROM g
            WHERE CASE WHEN grantee = 'public' THEN true
                       WHEN grantee = 'node' THEN false
                       ELSE pg_has_role(grantee, 'USAGE') END)
SELECT current_user AS role_name,
       pg_has_role('admin', 'MEMBER') AS admin,
       EXISTS (SELECT 1 FROM p WHERE held IN ('ALL', 'CREATEDB'))
         OR EXISTS (SELECT 1 FROM pg_catalog.pg_roles
                     WHERE rolname = current_user AND rolcreatedb) AS createdb,
       EXISTS (SELECT 1 FROM p
                WHERE held IN ('ALL', 'VIEWACTIVITY', 'VIEWACTIVITYREDACTED')) AS viewactivity,
       EXISTS (SELECT 1 FROM p WHERE held IN ('ALL', 'CANCELQUERY')) AS cancelquery,
       EXISTS (SELECT 1 FROM p WHERE held IN ('ALL', 'VIEWCLUSTERSETTING')) AS viewclustersetting,
       EXISTS (SELECT 1 FROM p
                WHERE held IN ('ALL', 'MODIFYCLUSTERSETTING')) AS modifyclustersetting,
       EXISTS (SELECT 1 FROM p
                WHERE held IN ('ALL', 'MODIFYSQLCLUSTERSETTING')) AS modifysqlclustersetting,
       EXISTS (SELECT 1 FROM p WHERE held IN ('ALL', 'VIEWCLUSTERMETADATA')) AS viewclustermetadata,
       EXISTS (SELECT 1 FROM p WHERE held IN ('ALL', 'BACKUP')) AS backup,
       EXISTS (SELECT 1 FROM p WHERE held IN ('ALL', 'RESTORE')) AS restore,
       EXISTS (SELECT 1 FROM p WHERE held IN ('ALL', 'VIEWJOB')) AS viewjob,
       EXISTS (SELECT 1 FROM p WHERE held IN ('ALL', 'CONTROLJOB')) AS controljob,
       d.owner,
       CASE WHEN d.owner IS NULL OR d.owner = 'node' THEN false
            ELSE pg_has_role(d.owner, 'USAGE') END AS owned
  FROM (SELECT 1) AS one
  LEFT JOIN d ON d.database_name = ?
