#!lua flags=allow-oom
-- bulk: keeps how far a pass has come with a bulk request
-- bulk:{tenant}:{id} (hash)   wish (JSON), by, at, dryRunOf: what is asked for, written before its job is made; runAs: the id of the real one;
--                             state (working, done), cursor, counts (JSON): how far it is
-- uses     common, account
-- ARGV     tenant, account, fence, id, state, cursor, counts, ms of retention
-- reads    account:{account}
-- writes   bulk:{tenant}:{id}
-- returns  1, or 0 if the lease is lost
-- guarantee Cursor and counts move together: what is looked at again after a crash is not counted twice.

if not accountOfPass(ARGV[1], ARGV[2], ARGV[3]) then
  return 0
end
local bulk = key('bulk:' .. ARGV[1] .. ':' .. ARGV[4])
redis.call('HSET', bulk, 'state', ARGV[5], 'cursor', ARGV[6], 'counts', ARGV[7])
redis.call('PEXPIRE', bulk, ARGV[8])
return 1
