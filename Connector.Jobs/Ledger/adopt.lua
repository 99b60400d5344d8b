#!lua flags=allow-oom
-- adopt: a person takes values that are there for ours
-- uses     common, account, ledgers
-- ARGV     tenant, account, fence, entity, by; then per field: ProgId, the value
-- reads    account:{account}
-- writes   ledger:{tenant}:{entity}, counters (ledgers)
-- returns  ok, open if a write is open: nothing was changed, or lost
-- guarantee Nothing counts as applied afterwards, so that the next event merges the answer anew, with these values as ours.

if not accountOfPass(ARGV[1], ARGV[2], ARGV[3]) then
  return 'lost'
end
local ledger = key('ledger:' .. ARGV[1] .. ':' .. ARGV[4])
if redis.call('HEXISTS', ledger, 'intent') == 1 then
  return 'open'
end
beginLedger(ledger)
for i = 6, #ARGV, 2 do
  redis.call('HSET', ledger, 'written.' .. ARGV[i], ARGV[i + 1])
  redis.call('HDEL', ledger, 'sent.' .. ARGV[i])
end
redis.call('HSET', ledger, 'adoptedBy', ARGV[5], 'adoptedAt', now)
redis.call('HDEL', ledger, 'applied')
return 'ok'
