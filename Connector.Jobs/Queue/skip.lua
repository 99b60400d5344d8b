#!lua flags=allow-oom
-- skip: waiting -> finished (skipped); bury: waiting -> dead
-- ARGV     stream id, job id, tenant, account or '', entity or '', event, decision, changed by or '', error or '' for a skip,
--          ms of retention, ms of body retention; for what the entity is refused and the hash of the settings behind that, or '' twice
-- reads    job:{id}
-- writes   events, counters (finished) or dead, job:{id}, body:{id}, account:{account}, run:{id}, runs, history, refused:{tenant}:{reason}, refusals:{tenant}
-- returns  1, or 0 if the entry has been decided before
-- guarantee The job ends exactly once, whoever repeats the call. No account becomes due.

local stream, id, tenant, name, entity, event, decision, changedBy, error = unpack(ARGV, 1, 9)
local retention, bodyRetention = tonumber(ARGV[10]), tonumber(ARGV[11])

redis.call('XACK', key('events'), 'deciders', stream)
if redis.call('XDEL', key('events'), stream) == 0 then
  return 0
end

redis.call('HSET', key('job:' .. id), 'account', name, 'entity', entity, 'event', event, 'decision', decision, 'changedBy', changedBy)
local account = name ~= '' and accountOf(tenant, name) or nil
local kind = error == '' and 'skipped' or 'dead'
local run = joinRun(account, id, jobOf(id).receivedAt, event, kind, event .. ': ' .. decision)
if account then
  forgetIfIdle(account)
end
if ARGV[12] ~= '' then
  noteRefusal(tenant, entity, ARGV[12], ARGV[13])
end
if error == '' then
  finishJob(id, jobOf(id), 'skipped', decision, retention, bodyRetention)
else
  buryJob(id, jobOf(id), decision, error)
  redis.call('HSET', runKey(run), 'error', error)
end
recountRun(run, 'open', kind)
retainRun(run, retention)
return 1
