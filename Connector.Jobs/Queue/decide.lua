#!lua flags=allow-oom
-- decide: waiting -> scheduled, waiting -> finished (skipped) or waiting -> dead; many at a time
-- uses     common, hash, account, run, ending, refusing
-- ARGV     ms of retention, ms of body retention; ms of quiet, ms of longest quiet, the same two for a change of what is known; then per event, 1 to 100 of
--          them: job id, scheduled or skipped or dead, tenant, account or '', entity or '', event, decision, changed by or '', error or '', ms it was
--          received at; for what the entity is refused and the hash of the settings behind that, or '' twice
-- reads    ledger:{tenant}:{entity}
-- writes   waiting, job:{id}, account:{account}, run:{id}, runs; scheduled, jobs:{account}, due:{tenant}, due;
--          counters (finished), ended:{tenant}, ended-tenants, body:{id}, history; dead; refused:{tenant}:{reason}, refusals:{tenant}
-- returns  per event 1, or 0 if it has been decided before
-- guarantee Each event is decided exactly once, whoever repeats the call, and as if each had a call of its own. What an event that was posted before its
--          entity was erased says about that goes, wherever the event has been so long. A scheduled job's account becomes due
--          after a quiet time unless a pass has it or it waits for something a new event must not override; no other account becomes due.

local retention, bodyRetention, quiet, longestQuiet, patientQuiet, longestPatient = unpack(ARGV, 1, 6)
local firstEvent, fields = 7, 12

local ids, answer, decided, finished, allFinished = {}, {}, {}, {}, 0
for at = firstEvent, #ARGV, fields do
  ids[#ids + 1] = ARGV[at]
end
-- One ZREM tells of one event; of many it tells only how many of them waited.
local waited
if #ids == 1 then
  waited = { redis.call('ZREM', key('waiting'), ids[1]) == 1 }
else
  waited = redis.call('ZMSCORE', key('waiting'), unpack(ids))
  redis.call('ZREM', key('waiting'), unpack(ids))
end
local scheduled, accounts, byAccount, idle = {}, {}, {}, {}

local function schedule(job, account, decision)
  put(job.record, 'state', 'scheduled')
  joinRun(account, job, 'open', 'accepted', job.event)
  if not byAccount[account.id] then
    byAccount[account.id] = { account = account, jobs = {}, isChange = true }
    accounts[#accounts + 1] = byAccount[account.id]
  end
  local joined = byAccount[account.id]
  table.insert(joined.jobs, job.id)
  scheduled[#scheduled + 1] = job.id
  -- What was enriched once can wait: people save twice, and an answer to the first of two saves is money for nothing.
  joined.isChange = joined.isChange and (decision == 'relevant' or decision == 'opaque')
    and redis.call('HEXISTS', key('ledger:' .. job.tenant .. ':' .. job.entity), 'applied') == 1
end

local function finishOrBury(job, account, verdict, decision, error)
  local run = joinRun(account, job, verdict, verdict, job.event .. ': ' .. decision)
  if account then
    idle[account.id] = account
  end
  if verdict == 'skipped' then
    endRecord(job, 'skipped', decision, retention, bodyRetention)
    finished[job.tenant] = finished[job.tenant] or {}
    table.insert(finished[job.tenant], job.id)
    allFinished = allFinished + 1
  else
    buryJob(job, decision, error)
    put(run, 'error', error)
  end
  retainRunOn(run, retention)
end

-- Ids of jobs are UUIDv7: they begin with the time of the post, however long it has been in a spool since.
local function isFromBeforeErasure(id, account, entity)
  local erasedAt = account and tonumber(account.record.fields['erased:' .. entity])
  local postedAt = string.match(id, '^%x+$') and #id == 32 and tonumber(string.sub(id, 1, 12), 16)
  return erasedAt and postedAt and postedAt <= erasedAt
end

for n, id in ipairs(ids) do
  -- Redis may have lost the sorted set; a record tells as well.
  local isNew = not decided[id] and (waited[n] or redis.call('HGET', key('job:' .. id), 'state') == 'waiting')
  answer[n] = isNew and 1 or 0
  if isNew then
    decided[id] = true
    local at = firstEvent + (n - 1) * fields
    local verdict, tenant, name, entity, event, decision, changedBy, error, receivedAt, refusal, terms = unpack(ARGV, at + 1, at + fields - 1)
    -- Whoever decided has read the record; what is written here is the rest of it.
    local job = {
      id = id, record = unreadHash(key('job:' .. id)),
      tenant = tenant, account = name, entity = entity, event = event, run = '', receivedAt = tonumber(receivedAt),
    }
    put(job.record, 'tenant', tenant, 'receivedAt', receivedAt, 'account', name, 'entity', entity, 'event', event, 'decision', decision,
      'changedBy', changedBy)
    local account = name ~= '' and accountOf(tenant, name) or nil
    local isErased = isFromBeforeErasure(id, account, entity)
    if verdict == 'scheduled' then
      schedule(job, account, decision)
    else
      finishOrBury(job, account, verdict, decision, isErased and 'its entity has been erased, and what it says with it' or error)
    end
    if isErased then
      forgetContent(job)
    end
    if refusal ~= '' then
      noteRefusal(tenant, entity, refusal, terms)
    end
  end
end

if allFinished > 0 then
  count('finished', allFinished)
end
for tenant, ended in pairs(finished) do
  rememberEnded(tenant, ended)
end
for _, account in pairs(idle) do
  rememberIdle(account)
end
if #scheduled > 0 then
  redis.call('SADD', key('scheduled'), unpack(scheduled))
end
for _, joined in ipairs(accounts) do
  redis.call('RPUSH', joined.account.list, unpack(joined.jobs))
  -- Once for all: had each its turn, the least patient of them would have the last word as well.
  dueAfterQuiet(joined.account, tonumber(quiet), tonumber(longestQuiet), joined.isChange and tonumber(patientQuiet) or nil, tonumber(longestPatient))
end
saveHashes()
return answer
