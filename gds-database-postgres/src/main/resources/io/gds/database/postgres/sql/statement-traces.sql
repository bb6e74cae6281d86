-- The settings by which a server keeps the texts of statements, as far as it has them, those of
-- extensions too. What is granted on parameters, from 15 on, is added behind, with its source.
SELECT s.name AS name,
       s.setting AS value,
       s.source = 'session' AS told,
       s.context = 'user' OR r.rolsuper OR
