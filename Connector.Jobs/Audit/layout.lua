#!lua flags=allow-oom
-- layout: whose data this is
-- uses     common
-- ARGV     profile, layout version, an id for the epoch of new data, 1 at the start of a service
-- reads    layout
-- writes   layout, where it is missing; loss
-- returns  the profile and the layout version found; 1 if the data was new
-- guarantee Nothing is written into another profile's or another layout's data. Data that is missing while services run is a loss
--          (see Epochs/observe.lua), noted before anybody can work on what comes after it.

local layout = key('layout')
local isNew = redis.call('EXISTS', layout) == 0
if isNew then
  redis.call('HSET', layout, 'profile', ARGV[1], 'version', ARGV[2], 'epoch', ARGV[3], 'madeAt', now)
  if ARGV[4] ~= '1' then
    redis.call('HSET', key('loss'), 'kind', 'emptied', 'since', now)
  end
end
local found = redis.call('HMGET', layout, 'profile', 'version')
return { found[1], tonumber(found[2]), isNew and 1 or 0 }
