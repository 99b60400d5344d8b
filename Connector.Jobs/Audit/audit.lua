#!lua flags=no-writes
-- audit: where all accepted jobs are, in O(1) but for the spools, of which there is one for each ingress
-- uses     common
-- reads    counters, waiting, events (see Queue/migrate.lua), scheduled, processing, dead, spools
-- returns  accepted, waiting, scheduled, processing, finished, dead, duplicates, spooled, ledgers, dead letters that ended by themselves, and that lost
--          their event

local spooled = 0
for _, told in ipairs(redis.call('HVALS', key('spools'))) do
  spooled = spooled + tonumber(string.match(told, '^%d+'))
end

local counters = redis.call('HMGET', key('counters'), 'accepted', 'finished', 'duplicates', 'ledgers', 'deadExpired', 'deadBodiesDropped')
return {
  tonumber(counters[1] or 0),
  redis.call('ZCARD', key('waiting')) + redis.call('XLEN', key('events')),
  redis.call('SCARD', key('scheduled')),
  redis.call('SCARD', key('processing')),
  tonumber(counters[2] or 0),
  redis.call('ZCARD', key('dead')),
  tonumber(counters[3] or 0),
  spooled,
  tonumber(counters[4] or 0),
  tonumber(counters[5] or 0),
  tonumber(counters[6] or 0),
}
