-- Shared: the two ends of a job, and the ways back into an account's list. Whoever calls has fetched the job out of the
-- place it was in.
-- uses     common, hash, run
--
-- job:{id} (hash)              tenant, eventId, receivedAt, traceParent, duplicates; then event, entity, account, decision,
--                              changedBy, run, hops, attempts, failingSince, fence of its last pass;
--                              then outcome, reason, error, endedAt; closedBy, who closed a dead one; bodyDroppedAt, of a dead one
--                              whose event is not kept, see drop-dead-bodies.lua; and state. Of a request: see requesting.lua
-- body:{id} (string)           the event, byte for byte
-- dead (sorted set)            dead jobs by when they died
-- dead:{tenant}:{entity}       the same, per entity, so that a success finds what it supersedes
-- ended:{tenant} (list)        finished jobs, see trim.lua
-- ended-tenants (set)          tenants with such a list
-- history (stream)             one entry per ended job, bounded; display only

local mostHistory = 100000

local function tellHistory(job, outcome, reason)
  redis.call('XADD', key('history'), 'MAXLEN', '~', mostHistory, '*', 'job', job.id, 'outcome', outcome, 'reason', reason,
    'tenant', job.tenant, 'account', job.account, 'entity', job.entity, 'event', job.event, 'run', job.run)
end

local jobFields = { 'tenant', 'account', 'entity', 'event', 'run', 'receivedAt' }

-- A job: its hash, and what moving it needs to know; empty texts for what is unknown, and nothing but the id of one whose record is lost.
local function jobOf(id)
  local read = hash(key('job:' .. id), jobFields)
  local fields = read.fields
  return {
    id = id,
    record = read,
    tenant = fields.tenant or '',
    account = fields.account or '',
    entity = fields.entity or '',
    event = fields.event or '',
    run = fields.run or '',
    receivedAt = tonumber(fields.receivedAt) or now,
  }
end

-- Remembers the order in which a tenant's jobs ended; whoever calls counts them.
local function rememberEnded(tenant, ids)
  if redis.call('RPUSH', key('ended:' .. tenant), unpack(ids)) == #ids then
    redis.call('SADD', key('ended-tenants'), tenant)
  end
end

-- What a finished job leaves; whoever calls counts it.
local function endRecord(job, outcome, reason, retention, bodyRetention)
  put(job.record, 'state', 'finished', 'outcome', outcome, 'reason', reason, 'endedAt', now)
  expire(job.record, retention)
  redis.call('PEXPIRE', key('body:' .. job.id), bodyRetention)
  if job.entity ~= '' then
    redis.call('PEXPIRE', key('runs-of:' .. job.tenant .. ':' .. job.entity), retention)
  end
  tellHistory(job, outcome, reason)
end

local function finishJob(job, outcome, reason, retention, bodyRetention)
  count('finished', 1)
  rememberEnded(job.tenant, { job.id })
  endRecord(job, outcome, reason, retention, bodyRetention)
end

-- Forgets what a job says about its entity, so that ids and its outcome are left.
local function forgetContent(job)
  drop(job.record, 'detail', 'error', 'changedBy', 'traceParent')
  redis.call('DEL', key('body:' .. job.id))
end

-- A dead job's record and body stay until a human or a later success is done with it.
local function buryJob(job, reason, error)
  redis.call('ZADD', key('dead'), now, job.id)
  if job.entity ~= '' then
    redis.call('ZADD', key('dead:' .. job.tenant .. ':' .. job.entity), now, job.id)
  end
  put(job.record, 'state', 'dead', 'outcome', 'dead', 'reason', reason, 'error', error, 'endedAt', now)
  tellHistory(job, 'dead', reason)
end

-- A job in an account's list or pass whose record Redis has lost, and with it what the job is about: dead, for a human to decide again from its body, if
-- that is left. False if there is a record.
local function buryIfLost(account, job, place)
  if job.entity ~= '' then
    return false
  end
  redis.call('SREM', key(place), job.id)
  put(job.record, 'tenant', account.tenant, 'account', account.name, 'receivedAt', job.receivedAt)
  job.tenant, job.account = account.tenant, account.name
  buryJob(job, 'lost', 'Redis has lost the record of this job')
  return true
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
  finishJob(job, outcome, outcome, retention, bodyRetention)
  if by ~= '' then
    put(job.record, 'closedBy', by)
  end
  local run = runOf(job.run)
  if run then
    recountRun(run, 'dead', outcome)
    if by ~= '' then
      runEvent(run, now, 'closed', id, outcome .. ' by ' .. by)
    end
    touchRun(run)
    retainRun(run, retention)
  end
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

-- Jobs that are in a pass of the account, by their records: the way back to a pass that lost its list or its account. There is one pass at most, and the
-- ids of jobs are in the order in which the jobs came.
local function processingOf(account)
  local ids = {}
  for _, id in ipairs(redis.call('SMEMBERS', key('processing'))) do
    local job = jobOf(id)
    if job.tenant == account.tenant and job.account == account.name then
      ids[#ids + 1] = id
    end
  end
  table.sort(ids)
  return ids
end

-- The jobs left in a pass, oldest first. A pass ends with its last job, so one without any has lost its list; it gets it back.
local function jobsOfPass(account, fence)
  local pass = key('pass:' .. fence)
  local ids = redis.call('LRANGE', pass, 0, -1)
  if #ids == 0 then
    ids = processingOf(account)
    if #ids > 0 then
      redis.call('RPUSH', pass, unpack(ids))
    end
  end
  return ids
end

-- From a pass back to the front of the account's list: the pass's jobs are older than whatever joined meanwhile.
local function putBack(account, ids)
  for i = #ids, 1, -1 do
    local job = jobOf(ids[i])
    if not buryIfLost(account, job, 'processing') then
      redis.call('SMOVE', key('processing'), key('scheduled'), job.id)
      put(job.record, 'state', 'scheduled')
      redis.call('LPUSH', account.list, job.id)
    end
  end
end

-- The runs the jobs are shown in, each once.
local function runsOf(ids)
  local runs, seen = {}, {}
  for _, id in ipairs(ids) do
    local run = runOf(jobOf(id).run)
    if run and not seen[run] then
      seen[run] = true
      runs[#runs + 1] = run
    end
  end
  return runs
end
