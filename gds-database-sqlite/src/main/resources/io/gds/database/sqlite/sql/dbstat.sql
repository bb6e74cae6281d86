SELECT coalesce(sum(payload), 0) AS payload, coalesce(sum(unused), 0) AS unused,
  coalesce(sum(pagetype = 'overflow'), 0) AS overflow
FROM dbstat
