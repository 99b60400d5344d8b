#!lua flags=no-writes
-- may-write: asks before a change is sent, whoever sends it
-- uses     common, permission, account
-- ARGV     tenant, configured mode, grant: '' for records, approve, undo, or setup; account ('' for no pass) and fence of the
--          pass that sends it
-- reads    tenant:{tenant}, write-stop, account:{account}, leases
-- returns  go, mode, stopped, or lost if the pass does not have its account any more
-- guarantee A pass that slept through the end of its lease sends nothing: whoever took over may have given its write up.

if ARGV[4] ~= '' then
  local account = accountOfPass(ARGV[1], ARGV[4], ARGV[5])
  if not account or tonumber(redis.call('ZSCORE', key('leases'), account.id) or 0) <= now then
    return 'lost'
  end
end
return refusalToWrite(ARGV[1], ARGV[2], ARGV[3]) or 'go'
