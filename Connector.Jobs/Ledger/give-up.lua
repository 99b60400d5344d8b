#!lua flags=allow-oom
-- give-up: the PATCH has not happened by now; whoever was to send it may be frozen, and send it yet
-- uses     common, permission, account, given-up
-- ARGV     tenant, account, fence, entity; then per field in doubt: ProgId, what stands for its value
-- reads    account:{account}
-- writes   ledger:{tenant}:{entity}
-- returns  ok or lost
-- guarantee The intent is open no more, and not forgotten: the last three of an entity stay as givenUp.{fence}.
--          What fields in doubt hold counts as changed by a human.

if not accountOfPass(ARGV[1], ARGV[2], ARGV[3]) then
  return 'lost'
end
local ledger = key('ledger:' .. ARGV[1] .. ':' .. ARGV[4])
local open = redis.call('HMGET', ledger, 'intent', 'intentFence')
if open[1] then
  redis.call('HSET', ledger, 'givenUp.' .. open[2], open[1])
  closeIntent(ledger)
  for i = 5, #ARGV, 2 do
    redis.call('HSET', ledger, 'written.' .. ARGV[i], ARGV[i + 1])
    redis.call('HDEL', ledger, 'sent.' .. ARGV[i])
  end
end
keepNewest(ledger, 'givenUp.')
return 'ok'
