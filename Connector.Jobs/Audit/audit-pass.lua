#!lua flags=no-writes
-- audit-pass: whether a pass has its account, and its jobs are in processing
-- uses     common, account, finding
-- ARGV     fence
-- reads    pass:{fence}, job:{id}, account:{account}, leases, processing
-- returns  the job ids, findings

local fence = ARGV[1]
local ids = redis.call('LRANGE', key('pass:' .. fence), 0, 499)
for _, id in ipairs(ids) do
  local job = redis.call('HMGET', key('job:' .. id), 'state', 'tenant', 'account')
  if not job[1] then
    found('job-without-record', 'job:' .. id, fence)
  elseif job[1] ~= 'processing' or redis.call('SISMEMBER', key('processing'), id) == 0 then
    found('job-state-differs', 'job:' .. id, fence)
  else
    local account = accountOf(job[2] or '', job[3] or '')
    if account.record.fields.fence ~= fence or not redis.call('ZSCORE', key('leases'), account.id) then
      found('pass-without-lease', 'pass:' .. fence, fence)
    end
  end
end
return { ids, findings }
