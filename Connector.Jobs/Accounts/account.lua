-- Shared: an account, when it is due, who has it.
--
-- account:{tenant}/{account} (hash)
--   run                        the sync run new jobs join
--   fence, startedAt           the pass that has the account; absent while nobody has it
--   wait                       what a scheduled account waits for, if not for quiet: retry, still, asked, held, handed, reclaimed,
--                              yielded
--   firstAt                    since when jobs that no pass has taken yet wait for quiet
--   hasty                      1 if one of them is no mere change of what is known: then all wait for the short time
--   dueAt                      while a pass has the account: when it is due afterwards
--   attempts, failingSince     passes in a row that ended in retry
--   stillSince                 since when the Company Explorer has been still working
--   crashes                    passes in a row whose lease expired
--   name, owner                as last described; new runs start with them
-- jobs:{tenant}/{account} (list) its scheduled jobs, oldest first.
--
-- An account with jobs is in due:{tenant} or in leases, never in both. One without is forgotten once no run could be joined.

local forgetAfter = 16 * 60 * 1000

local function accountOf(tenant, name)
  local id = tenant .. '/' .. name
  return {
    tenant = tenant,
    name = name,
    id = id,
    hash = key('account:' .. id),
    list = key('jobs:' .. id),
    due = key('due:' .. tenant),
  }
end

-- The account, if the fence is the one of the pass that has it; else nil.
local function accountOfPass(tenant, name, fence)
  local account = accountOf(tenant, name)
  if redis.call('HGET', account.hash, 'fence') == fence then
    return account
  end
  return nil
end

-- Makes the account due. A tenant without a turn queues up behind the others.
local function setDue(account, at, wait)
  redis.call('ZADD', account.due, at, account.name)
  redis.call('HDEL', account.hash, 'dueAt')
  if wait == '' then
    redis.call('HDEL', account.hash, 'wait')
  else
    redis.call('HSET', account.hash, 'wait', wait)
  end
  if not redis.call('ZSCORE', key('turns'), account.tenant) then
    redis.call('ZADD', key('turns'), redis.call('INCR', key('turn')), account.tenant)
  end
  wake('due')
end

-- A job has joined: due once it has been quiet for a while, but not later than `longestQuiet` after the first job. That
-- pulls forward an ordinary back-off and what yields to everything; it never overrides a service or a person who said when.
-- The last two are given for a job that can wait longer for the next of its kind.
local function dueAfterQuiet(account, quiet, longestQuiet, patientQuiet, longestPatient)
  local fields = redis.call('HMGET', account.hash, 'fence', 'wait', 'firstAt', 'hasty')
  local wait = fields[2] or ''
  if not patientQuiet then
    redis.call('HSET', account.hash, 'hasty', 1)
  elseif not fields[4] then
    quiet, longestQuiet = patientQuiet, longestPatient
  end
  local firstAt = tonumber(fields[3])
  if not firstAt then
    firstAt = now
    redis.call('HSET', account.hash, 'firstAt', now)
  end
  local at = math.max(now, math.min(now + quiet, firstAt + longestQuiet))
  if fields[1] then
    if wait == '' or wait == 'yielded' then
      redis.call('HSET', account.hash, 'dueAt', at)
      redis.call('HDEL', account.hash, 'wait')
    end
    return
  end
  local current = tonumber(redis.call('ZSCORE', account.due, account.name) or nil)
  if not current or wait == '' or ((wait == 'retry' or wait == 'yielded') and at < current) then
    setDue(account, at, '')
  end
end

-- While a pass has the account: remembers when it is due afterwards. Of several waits the longest counts, so that
-- whoever asked us to come back later is not asked earlier; what yields waits for nobody, and nobody for it.
local function dueAfterPass(account, at, wait)
  local fields = redis.call('HMGET', account.hash, 'wait', 'dueAt')
  if wait == 'yielded' then
    if fields[2] then
      return
    end
  elseif fields[1] == 'yielded' then
    fields[1] = false
  end
  if not fields[1] or at > tonumber(fields[2]) then
    redis.call('HSET', account.hash, 'wait', wait, 'dueAt', at)
  end
  redis.call('HDEL', account.hash, 'firstAt', 'hasty')
end

-- Lets an account be forgotten that has neither jobs nor a pass.
local function forgetIfIdle(account)
  if redis.call('LLEN', account.list) == 0 and not redis.call('HGET', account.hash, 'fence') then
    redis.call('HDEL', account.hash, 'wait', 'dueAt', 'firstAt', 'hasty')
    redis.call('PEXPIRE', account.hash, forgetAfter)
  else
    redis.call('PERSIST', account.hash)
  end
end

-- Ends the pass that has the account; the account is due again if it has jobs.
local function endPass(account, fence)
  redis.call('DEL', key('pass:' .. fence))
  redis.call('ZREM', key('leases'), account.id)
  redis.call('HDEL', account.hash, 'fence', 'startedAt')
  if redis.call('LLEN', account.list) > 0 then
    local fields = redis.call('HMGET', account.hash, 'wait', 'dueAt')
    setDue(account, math.max(now, tonumber(fields[2] or nil) or now), fields[1] or '')
  end
  forgetIfIdle(account)
end
