-- Shared: sync runs. Display only; nothing decides by them.
-- uses     common, hash
--
-- run:{id} (hash)              tenant, account, name, owner, firstAt, lastAt, updatedAt, analyses, attempts, error,
--                              jobs.{outcome or open}, trigger.{event}, fields.{written, kept or proposed}, hidden,
--                              keptUntil: when it is forgotten, of a run without open jobs
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

local runFields = { 'firstAt', 'lastAt', 'hidden', 'jobs.open', 'keptUntil' }

-- The run's hash, with its id; nil if there is no such run, or no more of it than a part that cannot be shown.
local function runOf(id)
  if not id or id == '' then
    return nil
  end
  local run = hash(runKey(id), runFields)
  run.id = id
  return run.fields.firstAt and run.fields.lastAt and run or nil
end

-- Appends to one of the run's lists, which keeps its newest entries.
local function appendToRun(run, list, most, entry)
  local name = run.name .. list
  local length = redis.call('RPUSH', name, entry)
  if length > most then
    redis.call('LTRIM', name, -most, -1)
  elseif length == 1 then
    -- A new list expires with the others only if that is said again.
    drop(run, 'keptUntil')
  end
end

local function touchRun(run)
  put(run, 'updatedAt', now)
  if not run.fields.hidden and not run.touched then
    redis.call('ZADD', key('runs'), now, run.id)
  end
  run.touched = true
end

local function runEvent(run, at, kind, job, text)
  appendToRun(run, ':timeline', mostEvents, cjson.encode({ at, kind, job, text }))
end

-- True if a job received at `at` is a neighbour of the run's jobs.
local function runReaches(run, at)
  local first, last = tonumber(run.fields.firstAt), tonumber(run.fields.lastAt)
  return first and last
    and math.max(at - last, first - at) <= longestGap
    and math.max(last, at) - math.min(first, at) <= longestSpan
end

-- Per list of an entity's runs, the run this script has put there last.
local notedLast = {}

-- Notes that a run has jobs of the entity, so that what happened to a record is found without looking through all runs.
local function noteRunOf(tenant, entity, run, isOpen)
  if entity == '' then
    return
  end
  local runs = key('runs-of:' .. tenant .. ':' .. entity)
  local length = 0
  if notedLast[runs] ~= run.id and (not run.exists or redis.call('LINDEX', runs, -1) ~= run.id) then
    length = redis.call('RPUSH', runs, run.id)
    if length > mostRunsOfEntity then
      redis.call('LTRIM', runs, -mostRunsOfEntity, -1)
    end
    notedLast[runs] = run.id
  end
  if isOpen and length ~= 1 then
    redis.call('PERSIST', runs)
  end
end

-- Its lists; a run that has just begun has no reports.
local function runParts(run)
  return { run.name .. ':jobs', run.name .. ':timeline', run.exists and run.name .. ':reports' or nil }
end

-- A run that begins with a job. The run has the job's id, unless the job has begun a run before, was moved to another account, and left others behind.
local function beginRun(account, job, at)
  local id = job.id
  -- A job that never was in a run has left none behind.
  local run = job.run == '' and unreadHash(runKey(id)) or hash(runKey(id))
  while run.exists or next(run.put) do
    id = id .. '-moved'
    run = hash(runKey(id))
  end
  run.id = id
  put(run, 'firstAt', at, 'lastAt', at, 'tenant', account and account.tenant or job.tenant, 'account', account and account.name or '')
  if account then
    local known = account.record.fields
    put(run, 'name', known.name or '', 'owner', known.owner or '')
    put(account.record, 'run', run.id)
  end
  return run
end

-- Puts a job into its account's current run or a new one, counted under a word such as 'open'; a job without account gets a run of its own.
local function joinRun(account, job, word, kind, text)
  local at = job.receivedAt
  local run = account and runOf(account.record.fields.run)
  if not run or not runReaches(run, at) then
    run = beginRun(account, job, at)
  elseif word == 'open' and (tonumber(run.fields['jobs.open']) or 0) <= 0 then
    for _, part in ipairs(runParts(run)) do
      redis.call('PERSIST', part)
    end
    expire(run, nil)
    drop(run, 'keptUntil')
  end
  put(run, 'firstAt', math.min(tonumber(run.fields.firstAt), at), 'lastAt', math.max(tonumber(run.fields.lastAt), at))
  add(run, 'jobs.' .. word, 1)
  add(run, 'trigger.' .. job.event, 1)
  appendToRun(run, ':jobs', mostJobs, job.id)
  put(job.record, 'run', run.id)
  job.run = run.id
  noteRunOf(job.tenant, job.entity, run, word ~= 'skipped')
  runEvent(run, at, kind, job.id, text)
  touchRun(run)
  return run
end

-- Takes an open job out of its run, as if it had never joined; the run goes if that was its only job.
local function leaveRun(job)
  local run = runOf(job.run)
  if not run then
    return
  end
  add(run, 'jobs.open', -1)
  local trigger = 'trigger.' .. job.event
  add(run, trigger, -1)
  if tonumber(run.fields[trigger]) <= 0 then
    drop(run, trigger)
  end
  redis.call('LREM', run.name .. ':jobs', 1, job.id)
  if redis.call('LLEN', run.name .. ':jobs') == 0 then
    redis.call('DEL', unpack(runParts(run)))
    redis.call('ZREM', key('runs'), run.id)
    forget(run)
  else
    touchRun(run)
  end
end

-- Moves a job of the run from one word to another, such as from 'open' to 'completed'. Whoever calls touches the run, once.
local function recountRun(run, from, to)
  if run then
    add(run, 'jobs.' .. from, -1)
    add(run, 'jobs.' .. to, 1)
  end
end

-- Starts the run's retention if it has no open job.
local function retainRun(run, retention)
  if run and (tonumber(run.fields['jobs.open']) or 0) <= 0 then
    put(run, 'keptUntil', now + retention)
    expire(run, retention)
    for _, part in ipairs(runParts(run)) do
      redis.call('PEXPIRE', part, retention)
    end
  end
end

-- The same after a job that was never open: a run whose retention has begun, and not long ago, is left as it is. It may end a hundredth earlier for it.
local function retainRunOn(run, retention)
  if (tonumber(run.fields.keptUntil) or 0) < now + retention * 0.99 then
    retainRun(run, retention)
  end
end
