#!lua flags=allow-oom
-- applied: a fingerprint counts as applied although nothing had to be written
-- uses     common, permission, account, ledgers
-- ARGV     tenant, account, fence, entity, applied
-- reads    account:{account}
-- writes   ledger:{tenant}:{entity}, counters (ledgers), proposal:{tenant}:{entity}, proposals:{tenant}
-- returns  ok or lost
-- guarantee What was proposed before is forgotten: there is no difference any more.

if not accountOfPass(ARGV[1], ARGV[2], ARGV[3]) then
  return 'lost'
end
local ledger = key('ledger:' .. ARGV[1] .. ':' .. ARGV[4])
beginLedger(ledger)
redis.call('HSET', ledger, 'applied', ARGV[5])
forgetProposal(ARGV[1], ARGV[4])
return 'ok'
