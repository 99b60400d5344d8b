#!lua flags=no-writes
-- audit-expiry: whether keys that must go by themselves will
-- uses     common, finding
-- ARGV     names of answers, deduplication hours and bodies, at most 500
-- reads    their expiry; job:{id} of a body: it may stay as long as its job is open or dead
-- returns  findings

for _, name in ipairs(ARGV) do
  local job = string.match(name, '^body:(.*)$')
  if not job or redis.call('EXISTS', key('job:' .. job)) == 0 then
    mustExpire(name, name)
  end
end
return { findings }
