#!lua flags=allow-oom
-- arrived: a write that was given up has happened after all; an outlived one is forgotten, and nothing of it is ours
-- uses     common, account, writing
-- ARGV     tenant, account, fence, entity, fence of the write; then per field: ProgId, the value the CRM holds
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
  return redis.call('HDEL', ledger, 'outlived.' .. ARGV[5]) == 1 and 'outlived' or 'none'
end
recordWrite(tenant, account, ARGV[2], entity, cjson.decode(given), ARGV[5], 6)
redis.call('HDEL', ledger, field, 'applied')
return 'ok'
