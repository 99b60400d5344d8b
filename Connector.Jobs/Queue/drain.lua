#!lua flags=allow-oom
-- drain: for a deployment, no new work is begun; what is under way ends
-- drain (string)   while drained: {"who": by whom, "since": ms}; absent otherwise
-- uses     common, operation
-- ARGV     on or off, by whom
-- reads    drain
-- writes   drain, operations
-- returns  1, or 0 if it was so already
-- guarantee A drain keeps who began it and when. It is only a mark: events are still accepted, nothing is lost or moved.

local drained = redis.call('EXISTS', key('drain')) == 1
if drained == (ARGV[1] == 'on') then
  return 0
end
if drained then
  redis.call('DEL', key('drain'))
  wake('events')
  wake('due')
else
  redis.call('SET', key('drain'), cjson.encode({ who = ARGV[2], since = now }))
end
operation(ARGV[2], drained and 'undrain' or 'drain', '', '')
return 1
