-- Shared: the shard's prefix, Redis' clock, the counters. A script is joined with the shared parts it names in its line `-- uses`, and with what
-- those name; a part begins with its keys, see Script.cs.
-- KEYS[1] is the shard's prefix, such as "connector:{0}:"; every key a script touches begins with it (see Keys.cs).
local prefix = KEYS[1]

-- Milliseconds by Redis' clock: the only clock of due times and leases.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local function key(name)
  return prefix .. name
end

-- What it is now.
local function count(counter, by)
  return redis.call('HINCRBY', key('counters'), counter, by)
end

-- Tells loops that sleep on the channel what to look at: 'events', 'due' or 'journals'. A lost message costs them one pause.
local function wake(what)
  redis.call('PUBLISH', key('wake'), what)
end
