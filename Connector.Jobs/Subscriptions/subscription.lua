#!lua
-- subscription: takes or keeps the turn of the worker that looks after a tenant's webhook, and keeps what it found
-- uses     common
-- ARGV     tenant, worker, ms that the turn lasts, report (JSON) or '' to keep the one before
-- reads    subscription:{tenant}
-- writes   subscription:{tenant}
-- returns  1 and the report, '' if there is none; 0 and '' if it is another worker's turn, and nothing was kept
-- guarantee One worker at a time. Its turn ends by itself, so that another goes on from the last report if it is gone.

local tenant, worker, turn, report = unpack(ARGV)
local name = key('subscription:' .. tenant)
local by, untilThen = unpack(redis.call('HMGET', name, 'by', 'until'))
-- A turn that would end later than any that was taken is of a clock that was set back.
if by and by ~= worker and tonumber(untilThen) > now and tonumber(untilThen) <= now + turn then
  return { 0, '' }
end
redis.call('HSET', name, 'by', worker, 'until', now + turn)
if report ~= '' then
  redis.call('HSET', name, 'report', report)
end
return { 1, redis.call('HGET', name, 'report') or '' }
