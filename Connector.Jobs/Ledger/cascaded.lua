#!lua flags=allow-oom
-- cascaded: what of a contact its persons depend on, as it was last carried over to them
-- uses     common, account, ledgers
-- ARGV     tenant, account, fence, entity, the state, 1 to keep what is remembered already
-- reads    account:{account}
-- writes   ledger:{tenant}:{entity}, counters (ledgers)
-- returns  ok or lost
-- guarantee Only the pass that has the account says so. The time makes each memory a different one, even of a state that was
--          there before: what is submitted under it is never taken for an older cascade.

if not accountOfPass(ARGV[1], ARGV[2], ARGV[3]) then
  return 'lost'
end
local ledger = key('ledger:' .. ARGV[1] .. ':' .. ARGV[4])
if ARGV[6] ~= '1' or redis.call('HEXISTS', ledger, 'cascaded') == 0 then
  beginLedger(ledger)
  redis.call('HSET', ledger, 'cascaded', ARGV[5], 'cascadedAt', now)
end
return 'ok'
