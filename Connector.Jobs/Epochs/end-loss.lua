#!lua flags=allow-oom
-- end-loss: a person accepts a loss of data; everything may be written again
-- uses     common, operation
-- ARGV     who
-- reads    loss
-- writes   loss, which stays for people to read; operations
-- returns  1, or 0 if there is none that is not over

local loss = key('loss')
local last = redis.call('HMGET', loss, 'since', 'endedAt')
if not last[1] or last[2] then
  return 0
end
redis.call('HSET', loss, 'endedBy', ARGV[1], 'endedAt', now)
operation(ARGV[1], 'end-loss', '', 'accepted')
return 1
