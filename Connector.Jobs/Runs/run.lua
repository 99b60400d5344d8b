-- Shared: sync runs. Display only; nothing decides by them.
--
-- run:{id} (hash)              tenant, account, name, owner, firstAt, lastAt, updatedAt, analyses, attempts, error,
--                              jobs.{outcome or open}, trigger.{event}, fields.{written, kept or proposed}, hidden
-- run:{id}:jobs (list)         job ids, oldest first
-- run:{id}:reports (list)      what passes reported, as JSON
-- run:{id}:timeline (list)     what happened, as JSON [ms, kind, job, text]
-- runs (sorted set)            run ids by last change, but for hidden ones
-- runs-of:{tenant}:{entity}    (list) the runs with jobs of an entity, oldest first
--
-- The lists keep their newest entries only; the counts stay right. A run without open jobs ends with the retention.

local longestGap = 15 * 60 * 1000
local longestSpan = 4 * 60 * 60 * 1000
local mostJobs = 1000
local mostReports = 200
local mostEvents = 200
local mostRunsOfEntity = 200

local function runKey(id)
  return key('run:' .. id)
end

local function runExists(id)
  return id and id ~= '' and redis.call('EXISTS', runKey(id)) == 1
end

local function touchRun(id)
  if runExists(id) then
    redis.call('HSET', runKey(id), 'updatedAt', now)
    if not redis.call('HGET', runKey(id), 'hidden') then
      redis.call('ZADD', key('runs'), now, id)
    end
  end
end

local function runEvent(id, at, kind, job, text)
  local timeline = runKey(id) .. ':timeline'
  redis.call('RPUSH', timeline, cjson.encode({ at, kind, job, text }))
  redis.call('LTRIM', timeline, -mostEvents, -1)
end

-- True if a job received at `at` is a neighbour of the run's jobs.
local function runReaches(id, at)
  local fields = redis.call('HMGET', runKey(id), 'firstAt', 'lastAt')
  local first, last = tonumber(fields[1] or nil), tonumber(fields[2] or nil)
  return first and last
    and math.max(at - last, first - at) <= longestGap
    and math.max(last, at) - math.min(first, at) <= longestSpan
end

-- Notes that a run has jobs of the entity, so that what happened to a record is found without looking through all runs.
local function noteRunOf(tenant, entity, id)
  if entity and entity ~= '' then
    local runs = key('runs-of:' .. tenant .. ':' .. entity)
    if redis.call('LINDEX', runs, -1) ~= id then
      redis.call('RPUSH', runs, id)
      redis.call('LTRIM', runs, -mostRunsOfEntity, -1)
    end
    redis.call('PERSIST', runs)
  end
end

-- Puts a job into its account's current run or a new one; a job without account gets a run of its own.
local function joinRun(account, job, at, event, kind, text)
  local id = account and redis.call('HGET', account.hash, 'run')
  if not id or not runReaches(id, at) then
    id = job
    -- The id is taken if the job began a run, has moved to another account and left others behind.
    while runExists(id) do
      id = id .. '-moved'
    end
    redis.call('HSET', runKey(id), 'firstAt', at, 'lastAt', at)
    if account then
      redis.call('HSET', runKey(id), 'tenant', account.tenant, 'account', account.name)
      redis.call('HSET', account.hash, 'run', id)
      local known = redis.call('HMGET', account.hash, 'name', 'owner')
      redis.call('HSET', runKey(id), 'name', known[1] or '', 'owner', known[2] or '')
    else
      redis.call('HSET', runKey(id), 'tenant', redis.call('HGET', key('job:' .. job), 'tenant') or '', 'account', '')
    end
  end
  local run = runKey(id)
  local fields = redis.call('HMGET', run, 'firstAt', 'lastAt')
  redis.call('HSET', run, 'firstAt', math.min(tonumber(fields[1]), at), 'lastAt', math.max(tonumber(fields[2]), at))
  redis.call('HINCRBY', run, 'jobs.open', 1)
  redis.call('HINCRBY', run, 'trigger.' .. event, 1)
  redis.call('RPUSH', run .. ':jobs', job)
  redis.call('LTRIM', run .. ':jobs', -mostJobs, -1)
  redis.call('HSET', key('job:' .. job), 'run', id)
  local of = redis.call('HMGET', key('job:' .. job), 'tenant', 'entity')
  noteRunOf(of[1] or '', of[2], id)
  runEvent(id, at, kind, job, text)
  touchRun(id)
  for _, part in ipairs({ '', ':jobs', ':reports', ':timeline' }) do
    redis.call('PERSIST', run .. part)
  end
  return id
end

-- Takes an open job out of its run, as if it had never joined; the run goes if that was its only job.
local function leaveRun(id, job, event)
  if not runExists(id) then
    return
  end
  local run = runKey(id)
  redis.call('HINCRBY', run, 'jobs.open', -1)
  if redis.call('HINCRBY', run, 'trigger.' .. event, -1) <= 0 then
    redis.call('HDEL', run, 'trigger.' .. event)
  end
  redis.call('LREM', run .. ':jobs', 1, job)
  if redis.call('LLEN', run .. ':jobs') == 0 then
    redis.call('DEL', run, run .. ':jobs', run .. ':reports', run .. ':timeline')
    redis.call('ZREM', key('runs'), id)
  else
    touchRun(id)
  end
end

-- Moves a job of the run from one word to another, such as from 'open' to 'completed'. Whoever calls touches the run, once.
local function recountRun(id, from, to)
  if runExists(id) then
    redis.call('HINCRBY', runKey(id), 'jobs.' .. from, -1)
    redis.call('HINCRBY', runKey(id), 'jobs.' .. to, 1)
  end
end

-- Starts the run's retention if it has no open job, and forgets the ones whose retention is over.
local function retainRun(id, retention)
  redis.call('ZREMRANGEBYSCORE', key('runs'), '-inf', now - retention)
  if runExists(id) and tonumber(redis.call('HGET', runKey(id), 'jobs.open') or 0) <= 0 then
    for _, part in ipairs({ '', ':jobs', ':reports', ':timeline' }) do
      redis.call('PEXPIRE', runKey(id) .. part, retention)
    end
  end
end
