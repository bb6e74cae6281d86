-- What the files say at this moment, loaded or not; of several lines about one setting the last
-- counts. A line without a name is one that could not be read.
SELECT f.name AS name,
       f.setting AS value,
       f.sourcefile AS file,
       f.sourceline AS line,
       f.applied AS applied,
       f.error AS error
  FROM pg_file_settings f
 ORDER BY f.seqno
