#!lua flags=no-writes
-- audit-list: whether the jobs in an account's list are scheduled, for this account, and there once
-- uses     common, finding
-- ARGV     tenant/account, first position, how many at most: 500; then one job id to look at nothing else, or ''
-- reads    jobs:{account}, scheduled, job:{id}
-- returns  the job ids, findings

local id = ARGV[1]
local tenant, name = string.match(id, '^(.*)/([^/]*)$')
local list, only = key('jobs:' .. id), ARGV[4]

local jobs
if only ~= '' then
  local places = redis.call('LPOS', list, only, 'COUNT', 2)
  jobs = #places > 0 and { only } or {}
  if #places > 1 then
    found('job-listed-twice', 'job:' .. only, id, 0, 1, only)
  end
else
  jobs = redis.call('LRANGE', list, ARGV[2], ARGV[2] + ARGV[3] - 1)
end
for _, job in ipairs(jobs) do
  local record = redis.call('HMGET', key('job:' .. job), 'state', 'tenant', 'account')
  if not record[1] then
    found('job-without-record', 'job:' .. job, id, 0, 1, job)
  elseif record[1] ~= 'scheduled' or record[2] ~= tenant or record[3] ~= name or redis.call('SISMEMBER', key('scheduled'), job) == 0 then
    found('job-listed-wrongly', 'job:' .. job, id, 0, 1, job)
  end
end
return { jobs, findings }
