#!lua flags=allow-oom
-- hide: a contact was deleted in the user interface, and may come back: its runs are left out of lists, and nothing is erased
-- uses     common, hash, account, run, ledgers
-- ARGV     tenant, account, fence, entity
-- reads    account:{account}, runs-of:{tenant}:{entity}
-- writes   ledger:{tenant}:{entity} (hidden), counters (ledgers), run:{id} (hidden), at most 200; runs
-- returns  1, or 0 if the lease is lost
-- guarantee describe.lua shows them again as soon as a pass has read the contact alive.

if not accountOfPass(ARGV[1], ARGV[2], ARGV[3]) then
  return 0
end
local id = ARGV[1] .. ':' .. ARGV[4]
local ledger = key('ledger:' .. id)
beginLedger(ledger)
redis.call('HSET', ledger, 'hidden', now)
for _, run in ipairs(redis.call('LRANGE', key('runs-of:' .. id), 0, -1)) do
  local one = runOf(run)
  if one and fieldOf(one, 'account') == ARGV[2] then
    put(one, 'hidden', now)
    redis.call('ZREM', key('runs'), run)
  end
end
saveHashes()
return 1
