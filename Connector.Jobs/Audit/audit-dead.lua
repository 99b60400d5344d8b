#!lua flags=no-writes
-- audit-dead: whether the dead letters of an entity are dead
-- uses     common, finding
-- ARGV     {tenant}:{entity}, first rank, how many at most: 500
-- reads    dead:{tenant}:{entity}, dead
-- returns  how many there were, findings

local jobs = redis.call('ZRANGE', key('dead:' .. ARGV[1]), ARGV[2], ARGV[2] + ARGV[3] - 1)
for _, id in ipairs(jobs) do
  if not redis.call('ZSCORE', key('dead'), id) then
    found('dead-index-differs', 'dead:' .. ARGV[1], unpack(ARGV))
    break
  end
end
return { #jobs, findings }
