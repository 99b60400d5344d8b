#!lua flags=allow-oom
-- take: scheduled -> processing
-- uses     common, hash, account, run, ending
-- ARGV     worker, ms of lease, most jobs of a pass, ms until a held tenant's next probe, tenants to pass over...
-- reads    drain, turns, due, holds, due:{tenant}, job:{id}
-- writes   due:{tenant}, turns, turn, due, holds, fence, leases, pass:{fence}, scheduled, processing, jobs:{account},
--          account:{account}, job:{id}, run:{id}, runs
-- returns  fence, tenant, account, run, attempts, failing since, still working since, now, crashes, hops of the oldest job;
--          then per job: id, event id, event, entity, decision, changed by, received at, traceparent; request, by, the job it
--          does over, detail: empty for an event; failed attempts, failing since.
--          Or, with nothing due: '' and the ms until something may be, -1 if nothing is scheduled.
-- guarantee At most one pass has an account; none is begun while drained. Tenants with due work take turns. Of a held tenant one account is given out per
--          probe time, the probe. A call looks at 400 tenants at most, and at none before its time but once a minute where it is held.

local worker, lease, most, probe = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local except = {}
for i = 5, #ARGV do
  except[ARGV[i]] = true
end

-- Of most calls neither is there.
local special = redis.call('EXISTS', key('drain'), key('holds')) > 0
if special and redis.call('EXISTS', key('drain')) == 1 then
  return { '', -1 }
end

-- Nobody waits for longer than a day (see the limits of Worker:LongestRetry and Jobs:LongestChangeQuiet), but by a clock that was set back since.
local latest = now + 24 * 3600 * 1000 + 60000

local function timeOf(score)
  local at = tonumber(score or nil)
  return at and at > latest and now or at
end

-- The tenant's account that is to be taken now, or nil; and when something else of the tenant may be taken, nil for never.
local function look(tenant)
  local earliest = redis.call('ZRANGE', key('due:' .. tenant), 0, 1, 'WITHSCORES')
  local at, nextAt = timeOf(earliest[2]), timeOf(earliest[4])
  local hold = at and special and redis.call('HGET', key('holds'), tenant)
  if hold then
    hold = cjson.decode(hold)
    -- However far the probe: a process of the version before lifts a hold, or brings its probe forward, and says nothing in `due`.
    at = math.max(at, math.min(hold.probeAt, now + probe))
  end
  if not at or at > now then
    return nil, at
  end
  local account = accountOf(tenant, earliest[1])
  account.jobs = redis.call('LLEN', account.list)
  if account.jobs == 0 then
    -- Every script keeps an account without jobs out of the due set; if one slips in, it must not stop the others.
    redis.call('ZREM', account.due, account.name)
    return nil, now
  end
  if hold then
    hold.probeAt = now + probe
    redis.call('HSET', key('holds'), tenant, cjson.encode(hold))
  end
  return account, nextAt
end

local function lookAgainAt(tenant, at)
  if at then
    redis.call('ZADD', key('due'), at, tenant)
  else
    redis.call('ZREM', key('due'), tenant)
  end
end

-- Of a call; the next one goes on.
local mostTenants = 100

-- Whoever has a turn is passed over, loses it, or is found.
local found, nextAt, tenants
local passedOver, looked = 0, 0
repeat
  tenants = redis.call('ZRANGE', key('turns'), passedOver, passedOver + mostTenants - 1)
  for _, tenant in ipairs(tenants) do
    if except[tenant] then
      passedOver = passedOver + 1
    else
      found, nextAt = look(tenant)
      if found then
        break
      end
      redis.call('ZREM', key('turns'), tenant)
      lookAgainAt(tenant, nextAt)
      looked = looked + 1
    end
  end
until found or #tenants < mostTenants or looked >= mostTenants
local hadTurn = found

-- Behind them are those whose time has come. Who is not looked at now gets a turn, and last whoever was found, if more of it is due.
local turns = {}
for _, range in ipairs({ { '-inf', now }, { '(' .. latest, '+inf' } }) do
  for _, tenant in ipairs(redis.call('ZRANGE', key('due'), range[1], range[2], 'BYSCORE', 'LIMIT', 0, mostTenants)) do
    if found or except[tenant] or looked >= mostTenants then
      turns[#turns + 1] = tenant
    else
      found, nextAt = look(tenant)
      if not found then
        lookAgainAt(tenant, nextAt)
      end
    end
  end
end
local again = found and nextAt and nextAt <= now
if again then
  turns[#turns + 1] = found.tenant
end
if #turns > 0 then
  local last, members = redis.call('INCRBY', key('turn'), #turns), {}
  for i, tenant in ipairs(turns) do
    members[2 * i - 1], members[2 * i] = last - #turns + i, tenant
  end
  redis.call('ZADD', key('turns'), unpack(members))
  redis.call('ZREM', key('due'), unpack(turns))
end

if not found then
  local earliest = redis.call('ZRANGE', key('due'), 0, 0, 'WITHSCORES')[2]
  return { '', looked >= mostTenants and 0 or earliest and math.max(0, earliest - now) or -1 }
end

if not again then
  if hadTurn then
    redis.call('ZREM', key('turns'), found.tenant)
  end
  lookAgainAt(found.tenant, nextAt)
end
redis.call('ZREM', found.due, found.name)
if found.record.fields.fence or redis.call('ZSCORE', key('leases'), found.id) then
  -- A pass has it that lost its lease or its account's record: the reclaimer ends it, and the account is due again.
  redis.call('ZADD', key('leases'), 'NX', now, found.id)
  put(found.record, 'dueAt', now)
  saveHashes()
  return { '', 0 }
end
drop(found.record, 'wait', 'dueAt', 'firstAt', 'hasty')

local ids = {}
for _, id in ipairs(redis.call('LPOP', found.list, most)) do
  -- All of it: the answer bears it.
  hash(key('job:' .. id))
  if not buryIfLost(found, jobOf(id), 'scheduled') then
    ids[#ids + 1] = id
  end
end
if #ids == 0 then
  if found.jobs > most then
    setDue(found, now, '')
  else
    expire(found.record, forgetAfter(found))
  end
  saveHashes()
  return { '', 0 }
end

local fence = redis.call('INCR', key('fence'))
redis.call('ZADD', key('leases'), now + lease, found.id)
put(found.record, 'fence', fence, 'startedAt', now)
expire(found.record, nil)
redis.call('RPUSH', key('pass:' .. fence), unpack(ids))
if found.jobs > most then
  -- More than a pass may have: the rest has been quiet long enough.
  put(found.record, 'dueAt', now, 'firstAt', 0, 'hasty', 1)
end

local account = found.record.fields
local answer = {
  fence, found.tenant, found.name, account.run or '', tonumber(account.attempts) or 0, account.failingSince or '', account.stillSince or '', now,
  tonumber(account.crashes) or 0, tonumber(jobOf(ids[1]).record.fields.hops) or 0,
}
local told = {
  'eventId', 'event', 'entity', 'decision', 'changedBy', 'receivedAt', 'traceParent', 'request', 'by', 'replayOf', 'detail', 'attempts', 'failingSince',
}
for _, id in ipairs(ids) do
  redis.call('SMOVE', key('scheduled'), key('processing'), id)
  local job = jobOf(id)
  -- The receivedAt of a record that lost it is now.
  put(job.record, 'state', 'processing', 'fence', fence, 'receivedAt', job.receivedAt)
  answer[#answer + 1] = id
  for _, field in ipairs(told) do
    answer[#answer + 1] = job.record.fields[field] or ''
  end
end
for _, run in ipairs(runsOf(ids)) do
  runEvent(run, now, 'taken', '', worker)
  touchRun(run)
end
saveHashes()
return answer
