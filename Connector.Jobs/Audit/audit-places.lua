#!lua flags=no-writes
-- audit-places: whether jobs that were in no list when all were walked are in one now
-- uses     common, account, finding
-- ARGV     job ids, at most 100
-- reads    job:{id}, waiting, jobs:{account}, account:{account}, pass:{fence}; events (see Queue/migrate.lua): as long as there is such a stream, what waits
--          may be in it
-- returns  findings

for _, id in ipairs(ARGV) do
  local job = redis.call('HMGET', key('job:' .. id), 'state', 'tenant', 'account')
  local account = accountOf(job[2] or '', job[3] or '')
  local there = true
  if job[1] == 'waiting' then
    there = redis.call('ZSCORE', key('waiting'), id) or redis.call('EXISTS', key('events')) == 1
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
