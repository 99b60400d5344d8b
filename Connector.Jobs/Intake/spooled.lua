#!lua flags=allow-oom
-- spooled: how many answered events an ingress still has on its disk
-- uses     common
-- ARGV     the spool file's name, how many events, ms after which what nobody told again is forgotten
-- reads    spools
-- writes   spools
-- returns  nothing
-- guarantee A file without events has no field; one with events keeps the time since which it has had some. Runs when
--          memory is full: that is when there are spooled events.

local spools = key('spools')
for _, file in ipairs(redis.call('HKEYS', spools)) do
  local at = tonumber(string.match(redis.call('HGET', spools, file), '%d+$'))
  if at < now - tonumber(ARGV[3]) then
    redis.call('HDEL', spools, file)
  end
end

if tonumber(ARGV[2]) > 0 then
  -- How many, since when there have been any, when that was told.
  local since = string.match(redis.call('HGET', spools, ARGV[1]) or '', '^%d+ (%d+)') or now
  redis.call('HSET', spools, ARGV[1], ARGV[2] .. ' ' .. since .. ' ' .. now)
else
  redis.call('HDEL', spools, ARGV[1])
end
