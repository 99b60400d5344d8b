-- Shared: an account, when it is due, who has it.
-- uses     common, hash, turns
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
--   erased:{entity}            when that was erased: of events posted before, the content goes as well, whenever they come out of a spool
--   erasedAt                   the last of these times
-- jobs:{tenant}/{account} (list) its scheduled jobs, oldest first.
--
-- An account with jobs is in due:{tenant} or in leases, never in both. One without is forgotten once no run could be joined, and no event from before an
-- erasure is to be expected any more.

local joinable = 16 * 60 * 1000
local spoolable = 7 * 24 * 60 * 60 * 1000

-- `record` is its hash, and an account nobody knows has an empty one. A lease or a due time may outlast the record; whoever finds it so goes on with
-- what is left.
local function accountOf(tenant, name)
  local id = tenant .. '/' .. name
  return {
    tenant = tenant,
    name = name,
    id = id,
    record = hash(key('account:' .. id)),
    list = key('jobs:' .. id),
    due = key('due:' .. tenant),
  }
end

-- By its id; nil if that is none.
local function accountById(id)
  local tenant, name = string.match(id, '^(.*)/([^/]*)$')
  return tenant and accountOf(tenant, name)
end

-- The account, if the fence is the one of the pass that has it; else nil.
local function accountOfPass(tenant, name, fence)
  local account = accountOf(tenant, name)
  return account.record.fields.fence == fence and account or nil
end

-- For how long an account without jobs is remembered.
local function forgetAfter(account)
  local erasedAt = tonumber(account.record.fields.erasedAt)
  return math.max(joinable, erasedAt and erasedAt + spoolable - now or 0)
end

-- Makes the account due.
local function setDue(account, at, wait)
  redis.call('ZADD', account.due, at, account.name)
  drop(account.record, 'dueAt')
  if wait == '' then
    drop(account.record, 'wait')
  else
    put(account.record, 'wait', wait)
  end
  lookAt(account.tenant, at)
  wake('due')
end

-- A job has joined: due once it has been quiet for a while, but not later than `longestQuiet` after the first job. That
-- pulls forward an ordinary back-off and what yields to everything; it never overrides a service or a person who said when.
-- The last two are given for a job that can wait longer for the next of its kind.
local function dueAfterQuiet(account, quiet, longestQuiet, patientQuiet, longestPatient)
  local fields = account.record.fields
  local wait = fields.wait or ''
  if patientQuiet and not fields.hasty then
    quiet, longestQuiet = patientQuiet, longestPatient
  elseif not patientQuiet then
    put(account.record, 'hasty', 1)
  end
  if not fields.firstAt then
    put(account.record, 'firstAt', now)
  end
  -- What has jobs is not forgotten.
  expire(account.record, nil)
  local at = math.max(now, math.min(now + quiet, tonumber(fields.firstAt) + longestQuiet))
  if fields.fence then
    if not redis.call('ZSCORE', key('leases'), account.id) then
      -- The pass would have the account for ever: it is over, unless it gives a sign of life before the reclaimer comes.
      redis.call('ZADD', key('leases'), now, account.id)
    end
    if wait == '' or wait == 'yielded' then
      put(account.record, 'dueAt', at)
      drop(account.record, 'wait')
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
  local fields = account.record.fields
  local present, dueAt = fields.wait, tonumber(fields.dueAt)
  if wait == 'yielded' then
    if dueAt then
      return
    end
  elseif present == 'yielded' then
    present = nil
  end
  if not present or not dueAt or at > dueAt then
    put(account.record, 'wait', wait, 'dueAt', at)
  end
  drop(account.record, 'firstAt', 'hasty')
end

-- Something happened to an account that has neither jobs nor a pass, as far as is known: it is remembered for another while. One that has jobs does not
-- expire, and is left as it is.
local function rememberIdle(account)
  if account.record.exists then
    redis.call('PEXPIRE', account.record.name, forgetAfter(account), 'XX')
  else
    expire(account.record, forgetAfter(account))
  end
end

-- Ends the pass that has the account; the account is due again if it has jobs, and else forgotten by and by.
local function endPass(account, fence)
  redis.call('DEL', key('pass:' .. fence))
  redis.call('ZREM', key('leases'), account.id)
  drop(account.record, 'fence', 'startedAt')
  if redis.call('LLEN', account.list) > 0 then
    local fields = account.record.fields
    setDue(account, math.max(now, tonumber(fields.dueAt) or now), fields.wait or '')
    expire(account.record, nil)
  else
    drop(account.record, 'wait', 'dueAt', 'firstAt', 'hasty')
    expire(account.record, forgetAfter(account))
  end
end
