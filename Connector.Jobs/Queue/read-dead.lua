#!lua flags=no-writes
-- read-dead: the jobs that failed permanently, the last to die first
-- uses     common
-- ARGV     tenant or '' for all, how many to skip, how many to look at: at most 500
-- reads    dead, job:{id}
-- returns  per job of that tenant: its id and the fields of its record, alternating names and values; none for a job without one

local tenant, skip, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local answer = {}
for _, id in ipairs(redis.call('ZREVRANGE', key('dead'), skip, skip + most - 1)) do
  local record = key('job:' .. id)
  if tenant == '' or redis.call('HGET', record, 'tenant') == tenant then
    answer[#answer + 1] = { id, redis.call('HGETALL', record) }
  end
end
return answer
