#!lua flags=no-writes
-- audit-equation: whether the places hold as many jobs as were accepted
-- uses     common, finding
-- reads    counters, waiting, events (see Queue/migrate.lua), scheduled, processing, dead
-- returns  findings

local counters = redis.call('HMGET', key('counters'), 'accepted', 'finished')
local places = redis.call('ZCARD', key('waiting')) + redis.call('XLEN', key('events')) + redis.call('SCARD', key('scheduled'))
  + redis.call('SCARD', key('processing')) + redis.call('ZCARD', key('dead'))
if tonumber(counters[1] or 0) ~= places + tonumber(counters[2] or 0) then
  found('equation', 'counters')
end
return { findings }
