#!lua flags=allow-oom
-- describe: puts the account's name and its owner's short name onto its runs
-- uses     common, hash, account, run, ending, ledgers
-- ARGV     tenant, account, fence, name or '', owner or ''
-- reads    account:{account}, pass:{fence}, job:{id}
-- writes   account:{account}, run:{id}, runs; if the contact was hidden: ledger:{tenant}:{entity} and its runs, counters (ledgers), see hide.lua
-- returns  1, or 0 if the lease is lost

local account = accountOfPass(ARGV[1], ARGV[2], ARGV[3])
if not account then
  return 0
end
put(account.record, 'name', ARGV[4], 'owner', ARGV[5])
local contact = string.match(ARGV[2], '^c(%d+)$')
local id = contact and ARGV[1] .. ':contact:' .. contact
if id and redis.call('HDEL', key('ledger:' .. id), 'hidden') == 1 then
  -- It was deleted, and has come back.
  leaveLedger(key('ledger:' .. id))
  for _, one in ipairs(redis.call('LRANGE', key('runs-of:' .. id), 0, -1)) do
    local run = runOf(one)
    if run and run.fields.hidden then
      drop(run, 'hidden')
      redis.call('ZADD', key('runs'), fieldOf(run, 'updatedAt') or now, one)
    end
  end
end
for _, run in ipairs(runsOf(redis.call('LRANGE', key('pass:' .. ARGV[3]), 0, -1))) do
  put(run, 'name', ARGV[4], 'owner', ARGV[5])
  touchRun(run)
end
saveHashes()
return 1
