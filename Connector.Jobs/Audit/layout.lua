#!lua flags=allow-oom
-- layout: whose data this is, and the group of the deciders
-- uses     common
-- ARGV     profile, layout version, ms after which a silent decider with nothing pending is forgotten, an id for the epoch of
--          new data, 1 at the start of a service
-- reads    layout
-- writes   layout, events (its group), each only where it is missing; loss; drops consumers of deciders long gone
-- returns  the profile and the layout version found; 1 if the group had to be made, 2 if the data was new altogether
-- guarantee Nothing is written into another profile's or a newer layout's data. Data that is missing while services run is a loss
--          (see Epochs/observe.lua), noted before anybody can work on what comes after it.

local layout, events = key('layout'), key('events')
local isNew = redis.call('EXISTS', layout) == 0
if isNew then
  redis.call('HSET', layout, 'profile', ARGV[1], 'version', ARGV[2], 'epoch', ARGV[4], 'madeAt', now)
  if ARGV[5] ~= '1' then
    redis.call('HSET', key('loss'), 'kind', 'emptied', 'since', now)
  end
end
local found = redis.call('HMGET', layout, 'profile', 'version')
if found[1] ~= ARGV[1] or tonumber(found[2]) > tonumber(ARGV[2]) then
  return { found[1], tonumber(found[2]), 0 }
end

local grouped = false
if redis.call('EXISTS', events) == 1 then
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', events)) do
    grouped = grouped or group[2] == 'deciders'
  end
end
if not grouped then
  redis.call('XGROUP', 'CREATE', events, 'deciders', '0', 'MKSTREAM')
  return { found[1], tonumber(found[2]), isNew and 2 or 1 }
end

for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', events, 'deciders')) do
  local name, pending, idle = consumer[2], consumer[4], consumer[6]
  if pending == 0 and idle > tonumber(ARGV[3]) then
    redis.call('XGROUP', 'DELCONSUMER', events, 'deciders', name)
  end
end
return { found[1], tonumber(found[2]), 0 }
