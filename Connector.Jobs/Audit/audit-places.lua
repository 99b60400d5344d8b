#!lua flags=no-writes
-- audit-places: whether jobs that were in no list when all were walked are in one now
-- uses     common, account, finding
-- ARGV     job ids, at most 100; those whose record said waiting must have been looked for in the whole stream since
-- reads    job:{id}, jobs:{account}, account:{account}, pass:{fence}
-- returns  findings
-- guarantee A job waits only once. So one that was waiting before the stream was walked, is waiting now, and was not in the
--          stream, is not there.

for _, id in ipairs(ARGV) do
  local job = redis.call('HMGET', key('job:' .. id), 'state', 'tenant', 'account')
  local account = accountOf(job[2] or '', job[3] or '')
  local there = true
  if job[1] == 'waiting' then
    there = false
  elseif job[1] == 'scheduled' then
    there = redis.call('LPOS', account.list, id)
  elseif job[1] == 'processing' then
    local fence = account.record.fields.fence
    there = fence and redis.call('LPOS', key('pass:' .. fence), id)
  end
  if not there then
    found('job-unlisted', 'job:' .. id, id)
  end
end
return { findings }
