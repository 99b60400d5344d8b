#!lua flags=allow-oom
-- release-spend: takes back what was set aside for an analysis that the Company Explorer gave up
-- uses     common, account, spend
-- ARGV     tenant, account, fence, entity, fingerprint, millionths it cost all the same
-- reads    account:{account}
-- writes   reservation:{tenant}:{entity}:{fingerprint}, spend:{tenant}:{day}, unanswered:{tenant}
-- returns  lost or ok, threshold to be told (80, 100 or 0)
-- guarantee Nothing is left of an analysis that cost nothing, as if it had not been begun. Asking again reserves again. Without
--          an open reservation it changes nothing. Runs when memory is full: it makes room.

local tenant, name, fence, entity, fingerprint, cost = unpack(ARGV)
if not accountOfPass(tenant, name, fence) then
  return { 'lost', 0 }
end

local reservation = key('reservation:' .. tenant .. ':' .. entity .. ':' .. fingerprint)
local open = redis.call('HMGET', reservation, 'day', 'amount', 'settled')
if not open[1] or open[3] then
  return { 'ok', 0 }
end
redis.call('DEL', reservation)
redis.call('ZREM', key('unanswered:' .. tenant), entity .. ':' .. fingerprint)

local bookKey = key('spend:' .. tenant .. ':' .. open[1])
if redis.call('EXISTS', bookKey) == 0 then
  return { 'ok', 0 }
end
redis.call('HINCRBY', bookKey, 'reserved', -tonumber(open[2]))
if tonumber(cost) == 0 then
  redis.call('HINCRBY', bookKey, 'calls', -1)
  return { 'ok', 0 }
end
redis.call('HINCRBY', bookKey, 'settled', cost)
return { 'ok', spendAlarm(bookKey, false) }
