#!lua flags=allow-oom
-- abandon: the PATCH is known not to have happened
-- uses     common, account
-- ARGV     tenant, account, fence, entity
-- reads    account:{account}
-- writes   ledger:{tenant}:{entity}
-- returns  ok or lost

if not accountOfPass(ARGV[1], ARGV[2], ARGV[3]) then
  return 'lost'
end
redis.call('HDEL', key('ledger:' .. ARGV[1] .. ':' .. ARGV[4]), 'intent', 'intentAt', 'intentFence')
return 'ok'
