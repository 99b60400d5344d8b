#!lua flags=allow-oom
-- abandon: the PATCH is known not to have happened
-- uses     common, permission, account, ledgers
-- ARGV     tenant, account, fence, entity
-- reads    account:{account}
-- writes   ledger:{tenant}:{entity}, counters (ledgers), write-budget:{tenant}
-- returns  ok or lost
-- guarantee The write budget is as if there had been no intent: an account that only this intent counted is not counted any more, one that was
--          written within the day before counts as of then. Whatever was counted since stays.

if not accountOfPass(ARGV[1], ARGV[2], ARGV[3]) then
  return 'lost'
end
local ledger, budget = key('ledger:' .. ARGV[1] .. ':' .. ARGV[4]), key('write-budget:' .. ARGV[1])
local intent = redis.call('HMGET', ledger, 'countedBefore', 'intentAt')
local before, at = intent[1], tonumber(intent[2] or nil)
if before and at and tonumber(redis.call('ZSCORE', budget, ARGV[2]) or nil) == at then
  if before == '' then
    redis.call('ZREM', budget, ARGV[2])
  else
    redis.call('ZADD', budget, before, ARGV[2])
  end
end
closeIntent(ledger)
if intent[2] then
  leaveLedger(ledger)
end
return 'ok'
