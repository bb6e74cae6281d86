-- One row: the time.
select 1 as "ä"
