#!lua flags=allow-oom
-- attach: waiting -> scheduled
-- uses     common, hash, account, run, ending
-- ARGV     stream id, job id, tenant, account, entity, event, decision, changed by or '', ms of quiet, ms of longest quiet;
--          the same two for a change of what is known
-- reads    job:{id}, ledger:{tenant}:{entity}
-- writes   events, scheduled, jobs:{account}, account:{account}, due:{tenant}, turns, turn, job:{id}, run:{id}, runs
-- returns  1, or 0 if the entry has been decided before
-- guarantee The job is in its account's list exactly once, whoever repeats the call; the account becomes due after a quiet
--          time unless a pass has it or it waits for something a new event must not override.

local stream, id, tenant, name, entity, event, decision, changedBy = unpack(ARGV, 1, 8)

redis.call('XACK', key('events'), 'deciders', stream)
if redis.call('XDEL', key('events'), stream) == 0 then
  return 0
end

local account = accountOf(tenant, name)
put(hash(key('job:' .. id)), 'tenant', tenant, 'state', 'scheduled', 'account', name, 'entity', entity, 'event', event, 'decision', decision,
  'changedBy', changedBy)
local job = jobOf(id)
put(job.record, 'receivedAt', job.receivedAt)
redis.call('SADD', key('scheduled'), id)
redis.call('RPUSH', account.list, id)
joinRun(account, job, 'open', 'accepted', event)
-- What was enriched once can wait: people save twice, and an answer to the first of two saves is money for nothing.
local isChange = (decision == 'relevant' or decision == 'opaque')
  and redis.call('HEXISTS', key('ledger:' .. tenant .. ':' .. entity), 'applied') == 1
dueAfterQuiet(account, tonumber(ARGV[9]), tonumber(ARGV[10]), isChange and tonumber(ARGV[11]) or nil, tonumber(ARGV[12]))
saveHashes()
return 1
