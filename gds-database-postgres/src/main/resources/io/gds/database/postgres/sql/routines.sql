-- The routines of a schema that are called so, by name alone or with the types of their arguments.
-- Binds: schema; FUNCTION, PROCEDURE or ROUTINE; name, twice.
SELECT f.told AS told,
       format('%I.%I(%s)', f.schema, f.name, f.args) AS written
  FROM (SELECT n.nspname AS schema, p.proname AS name, a.args AS args,
               p.proname || '(' || a.args || ')' AS told, p.prokind AS prokind
          FROM pg_proc p
          JOIN pg_namespace n ON n.oid = p.pronamespace
         CROSS JOIN LATERAL (
               SELECT coalesce(string_agg(format_type(t.type, NULL), ', ' ORDER BY t.place), '')
                        AS args
                 FROM unnest(p.proargtypes) WITH ORDINALITY AS t(type, place)) a
         WHERE n.nspname = ?) f
 WHERE CASE ? WHEN 'PROCEDURE' THEN f.prokind = 'p'
              WHEN 'FUNCTION' THEN f.prokind <> 'p' ELSE true END
   AND (f.told = ? OR f.name = ?)
 ORDER BY 1
