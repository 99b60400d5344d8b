#!lua flags=allow-oom
-- confirm: the PATCH happened
-- uses     common, permission, account, writing, given-up
-- ARGV     tenant, account, fence, entity; then per field: ProgId, the value the CRM returned
-- reads    account:{account}
-- writes   ledger:{tenant}:{entity}, writes:{tenant}, proposal:{tenant}:{entity}, proposals:{tenant}
-- returns  ok, none if there is no open intent, or lost
-- guarantee Values, `applied`, the history's entry and the end of the intent become visible together. Writes that were given up before and bore no
--          stamp are outlived: without one, a value of theirs that shows up from now on may as well be a human's. The last three stay known as such.

local tenant, entity = ARGV[1], ARGV[4]
local account = accountOfPass(tenant, ARGV[2], ARGV[3])
if not account then
  return 'lost'
end
local ledger = key('ledger:' .. tenant .. ':' .. entity)
local open = redis.call('HMGET', ledger, 'intent', 'intentFence')
if not open[1] then
  return 'none'
end
local intent = cjson.decode(open[1])
recordWrite(tenant, account, ARGV[2], entity, intent, open[2] or ARGV[3], 5)
if (intent.kind or '') ~= 'undo' then
  redis.call('HSET', ledger, 'applied', intent.applied)
end
closeIntent(ledger)
for _, field in ipairs(redis.call('HKEYS', ledger)) do
  local given = string.match(field, '^givenUp%.(%d+)$')
  local write = given and redis.call('HGET', ledger, field)
  if write and not cjson.decode(write).stamp then
    redis.call('HDEL', ledger, field)
    redis.call('HSET', ledger, 'outlived.' .. given, write)
    keepNewest(ledger, 'outlived.')
  end
end
forgetProposal(tenant, entity)
return 'ok'
