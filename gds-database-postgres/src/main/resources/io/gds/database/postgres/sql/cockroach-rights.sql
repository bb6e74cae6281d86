-- Bind: the name of a database, which need not exist. The owner node is no role to be a member of.
WITH d AS (SHOW DATABASES)
SELECT current_user AS role_name,
       pg_has_role('admin', 'MEMBER') AS admin,
       has_system_privilege('CREATEDB')
         OR EXISTS (SELECT 1 FROM pg_catalog.pg_roles
                     WHERE rolname = current_user AND rolcreatedb) AS createdb,
       has_system_privilege('VIEWACTIVITY')
         OR has_system_privilege('VIEWACTIVITYREDACTED') AS viewactivity,
       has_system_privilege('CANCELQUERY') AS cancelquery,
       has_system_privilege('VIEWCLUSTERSETTING') AS viewclustersetting,
       has_system_privilege('MODIFYCLUSTERSETTING') AS modifyclustersetting,
       has_system_privilege('VIEWCLUSTERMETADATA') AS viewclustermetadata,
       has_system_privilege('BACKUP') AS backup,
       has_system_privilege('RESTORE') AS restore,
       has_system_privilege('VIEWJOB') AS viewjob,
       has_system_privilege('CONTROLJOB') AS controljob,
       d.owner,
       CASE WHEN d.owner IS NULL OR d.owner = 'node' THEN false
            ELSE pg_has_role(d.owner, 'USAGE') END AS owned
  FROM (SELECT 1) AS one
  LEFT JOIN d ON d.database_name = ?
