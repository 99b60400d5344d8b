#!lua flags=allow-oom
-- arrived: a write that was given up has happened after all; an outlived one is forgotten, and of what it wrote nothing is ours
-- uses     common, account, writing
-- ARGV     tenant, account, fence, entity, fence of the write; then per field: ProgId, the value the CRM holds, or of an outlived
--          one what stands for it
-- reads    account:{account}
-- writes   ledger:{tenant}:{entity}, writes:{tenant}
-- returns  ok, outlived, none if no such write was given up, or lost
-- guarantee As confirm, but nothing counts as applied afterwards: what arrived may follow from an older question than what was applied, so that
--          the next event merges anew.

local tenant, entity = ARGV[1], ARGV[4]
local account = accountOfPass(tenant, ARGV[2], ARGV[3])
if not account then
  return 'lost'
end
local ledger, field = key('ledger:' .. tenant .. ':' .. entity), 'givenUp.' .. ARGV[5]
local given = redis.call('HGET', ledger, field)
if not given then
  if redis.call('HDEL', ledger, 'outlived.' .. ARGV[5]) == 0 then
    return 'none'
  end
  for i = 6, #ARGV, 2 do
    redis.call('HSET', ledger, 'written.' .. ARGV[i], ARGV[i + 1])
    redis.call('HDEL', ledger, 'sent.' .. ARGV[i])
  end
  return 'outlived'
end
recordWrite(tenant, account, ARGV[2], entity, cjson.decode(given), ARGV[5], 6)
redis.call('HDEL', ledger, field, 'applied')
return 'ok'
