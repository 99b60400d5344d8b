#!lua flags=allow-oom
-- rebuild: what the ledger forgot, as the entity's stamp in the CRM tells it
-- uses     common, account, ledgers
-- ARGV     tenant, account, fence, entity, applied or '' if the stamp does not say, ms of the stamp;
--          then per field: ProgId, the value that is ours
-- reads    account:{account}
-- writes   ledger:{tenant}:{entity}, counters (ledgers)
-- returns  ok, known if the ledger knows of a write: nothing was changed, or lost
-- guarantee What the ledger knows is never overwritten.

if not accountOfPass(ARGV[1], ARGV[2], ARGV[3]) then
  return 'lost'
end
local ledger = key('ledger:' .. ARGV[1] .. ':' .. ARGV[4])
for _, field in ipairs(redis.call('HKEYS', ledger)) do
  if field == 'intent' or string.sub(field, 1, 8) == 'written.' then
    return 'known'
  end
end
beginLedger(ledger)
redis.call('HSETNX', ledger, 'writtenAt', ARGV[6])
redis.call('HSET', ledger, 'rebuiltAt', now)
if ARGV[5] ~= '' then
  redis.call('HSETNX', ledger, 'applied', ARGV[5])
end
for i = 7, #ARGV, 2 do
  redis.call('HSET', ledger, 'written.' .. ARGV[i], ARGV[i + 1])
end
return 'ok'
