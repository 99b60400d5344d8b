#!lua flags=allow-oom
-- list-item: says whether a pass may create a list item, and takes it from those that a tenant may be given in a day
-- uses     common, permission, account
-- ARGV     tenant, account, fence, configured mode, 1 if in scope, accounts per hour, accounts per day, items a day
-- reads    account:{account}, tenant:{tenant}, write-stop
-- writes   write-budget:{tenant}; list-items:{tenant}:{day}, which expires after two days
-- returns  go, items (none is left today), mode, scope, stopped, budget or lost
-- guarantee Nothing is created for an account that may not be written by itself: the rule is that of intend.lua, and the account counts
--          against the write budget, once, whatever else is written to it. Of however many workers, no more succeed in a day
--          (UTC, by Redis' clock) than the budget of items says.

local tenant, name, fence, mode, inScope, perHour, perDay, items = unpack(ARGV)
if not accountOfPass(tenant, name, fence) then
  return 'lost'
end
local taken = key('list-items:' .. tenant .. ':' .. math.floor(now / 86400000))
if tonumber(redis.call('GET', taken) or 0) >= tonumber(items) then
  return 'items'
end
local refusal = refusalToWriteTo(tenant, name, mode, '', inScope, perHour, perDay)
if refusal then
  return refusal
end
redis.call('INCR', taken)
redis.call('EXPIRE', taken, 172800)
return 'go'
