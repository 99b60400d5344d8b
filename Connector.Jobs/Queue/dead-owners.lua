#!lua flags=no-writes
-- dead-owners: whose dead letters are
-- uses     common
-- ARGV     first rank by time of death, how many at most: 500
-- reads    dead, job:{id}
-- returns  per job: its id, its tenant or '', 1 if its event is still kept

local answer = {}
for _, id in ipairs(redis.call('ZRANGE', key('dead'), ARGV[1], ARGV[1] + ARGV[2] - 1)) do
  local job = redis.call('HMGET', key('job:' .. id), 'tenant', 'bodyDroppedAt')
  answer[#answer + 1] = id
  answer[#answer + 1] = job[1] or ''
  answer[#answer + 1] = job[2] and 0 or 1
end
return answer
