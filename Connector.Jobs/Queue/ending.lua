-- Shared: the two ends of a job, and the ways back into an account's list. Whoever calls has fetched the job out of the
-- place it was in.
--
-- job:{id} (hash)              tenant, eventId, receivedAt, traceParent, duplicates; then event, entity, account, decision,
--                              changedBy, run, hops, attempts, failingSince; then outcome, reason, error, endedAt; closedBy, who closed a dead one;
--                              and state. Of a request: see requesting.lua
-- body:{id} (string)           the event, byte for byte
-- dead (sorted set)            dead jobs by when they died
-- dead:{tenant}:{entity}       the same, per entity, so that a success finds what it supersedes
-- ended (list)                 finished jobs, see trim.lua
-- history (stream)             one entry per ended job, bounded; display only

local mostHistory = 100000

local function record(id, job, outcome, reason)
  redis.call('XADD', key('history'), 'MAXLEN', '~', mostHistory, '*', 'job', id, 'outcome', outcome, 'reason', reason,
    'tenant', job.tenant, 'account', job.account, 'entity', job.entity, 'event', job.event, 'run', job.run)
end

-- What ending a job needs to know about it; empty texts for what is unknown.
local function jobOf(id)
  local fields = redis.call('HMGET', key('job:' .. id), 'tenant', 'account', 'entity', 'event', 'run', 'receivedAt')
  return {
    tenant = fields[1] or '',
    account = fields[2] or '',
    entity = fields[3] or '',
    event = fields[4] or '',
    run = fields[5] or '',
    receivedAt = tonumber(fields[6] or nil) or now,
  }
end

local function finishJob(id, job, outcome, reason, retention, bodyRetention)
  count('finished', 1)
  redis.call('HSET', key('job:' .. id), 'state', 'finished', 'outcome', outcome, 'reason', reason, 'endedAt', now)
  redis.call('RPUSH', key('ended'), id)
  redis.call('PEXPIRE', key('job:' .. id), retention)
  redis.call('PEXPIRE', key('body:' .. id), bodyRetention)
  redis.call('PEXPIRE', key('runs-of:' .. job.tenant .. ':' .. job.entity), retention)
  record(id, job, outcome, reason)
end

-- A dead job's record and body stay until a human or a later success is done with it.
local function buryJob(id, job, reason, error)
  redis.call('ZADD', key('dead'), now, id)
  if job.entity ~= '' then
    redis.call('ZADD', key('dead:' .. job.tenant .. ':' .. job.entity), now, id)
  end
  redis.call('HSET', key('job:' .. id), 'state', 'dead', 'outcome', 'dead', 'reason', reason, 'error', error, 'endedAt', now)
  record(id, job, 'dead', reason)
end

-- From dead to finished: somebody, or a later success (then `by` is empty), is done with the job. False if it is not dead.
local function closeDead(id, outcome, by, retention, bodyRetention)
  if redis.call('ZREM', key('dead'), id) == 0 then
    return false
  end
  local job = jobOf(id)
  if job.entity ~= '' then
    redis.call('ZREM', key('dead:' .. job.tenant .. ':' .. job.entity), id)
  end
  finishJob(id, job, outcome, outcome, retention, bodyRetention)
  recountRun(job.run, 'dead', outcome)
  if by ~= '' then
    redis.call('HSET', key('job:' .. id), 'closedBy', by)
    if runExists(job.run) then
      runEvent(job.run, now, 'closed', id, outcome .. ' by ' .. by)
    end
  end
  touchRun(job.run)
  retainRun(job.run, retention)
  return true
end

-- A success of an entity closes its older dead letters, at most 500 a call.
local function supersedeDead(tenant, entity, retention, bodyRetention)
  local index = key('dead:' .. tenant .. ':' .. entity)
  for _, id in ipairs(redis.call('ZRANGE', index, 0, 499)) do
    closeDead(id, 'superseded', '', retention, bodyRetention)
    redis.call('ZREM', index, id)
  end
end

-- From a pass back to the front of the account's list: the pass's jobs are older than whatever joined meanwhile.
local function putBack(account, ids)
  for i = #ids, 1, -1 do
    redis.call('SMOVE', key('processing'), key('scheduled'), ids[i])
    redis.call('HSET', key('job:' .. ids[i]), 'state', 'scheduled')
    redis.call('LPUSH', account.list, ids[i])
  end
end

-- The runs the jobs are shown in, each once.
local function runsOf(ids)
  local runs, seen = {}, {}
  for _, id in ipairs(ids) do
    local run = redis.call('HGET', key('job:' .. id), 'run')
    if run and not seen[run] and runExists(run) then
      seen[run] = true
      runs[#runs + 1] = run
    end
  end
  return runs
end
