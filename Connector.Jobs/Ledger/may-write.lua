#!lua flags=no-writes
-- may-write: asks before a change is sent, whoever sends it
-- ARGV     tenant, configured mode, grant: '' for records, approve, undo, or setup
-- reads    tenant:{tenant}, write-stop
-- returns  go, mode or stopped

return refusalToWrite(ARGV[1], ARGV[2], ARGV[3]) or 'go'
