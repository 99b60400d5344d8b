#!lua flags=allow-oom
-- skip: waiting -> finished (skipped); bury: waiting -> dead
-- uses     common, hash, account, run, ending, refusing
-- ARGV     stream id, job id, tenant, account or '', entity or '', event, decision, changed by or '', error or '' for a skip,
--          ms of retention, ms of body retention, ms it was received at; for what the entity is
--          refused and the hash of the settings behind that, or '' twice
-- reads    account:{account}
-- writes   events, counters (finished) or dead, job:{id}, body:{id}, account:{account}, run:{id}, runs, history, refused:{tenant}:{reason}, refusals:{tenant}
-- returns  1, or 0 if the entry has been decided before
-- guarantee The job ends exactly once, whoever repeats the call. No account becomes due.

local stream, id, tenant, name, entity, event, decision, changedBy, error = unpack(ARGV, 1, 9)
local retention, bodyRetention = tonumber(ARGV[10]), tonumber(ARGV[11])

if redis.call('XDEL', key('events'), stream) == 0 then
  redis.call('XACK', key('events'), 'deciders', stream)
  return 0
end
redis.call('XACK', key('events'), 'deciders', stream)

-- Whoever decided has read the record; what is written here is the rest of it.
local job = {
  id = id, record = unreadHash(key('job:' .. id)),
  tenant = tenant, account = name, entity = entity, event = event, run = '', receivedAt = tonumber(ARGV[12]),
}
put(job.record, 'tenant', tenant, 'receivedAt', ARGV[12], 'account', name, 'entity', entity, 'event', event, 'decision', decision,
  'changedBy', changedBy)
local account = name ~= '' and accountOf(tenant, name) or nil
local kind = error == '' and 'skipped' or 'dead'
local run = joinRun(account, job, kind, kind, event .. ': ' .. decision)
if account then
  rememberIdle(account)
end
if ARGV[13] ~= '' then
  noteRefusal(tenant, entity, ARGV[13], ARGV[14])
end
if error == '' then
  finishJob(job, 'skipped', decision, retention, bodyRetention)
else
  buryJob(job, decision, error)
  put(run, 'error', error)
end
retainRunOn(run, retention)
saveHashes()
return 1
