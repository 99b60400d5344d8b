#!lua flags=allow-oom
-- erase: forgets what is held of an entity, one step a call; see Erasures.cs, which calls it until there is nothing left
-- erasures (stream)   receipts, about the last 10,000: tenant, entity, account, by, and how much was erased,
--                      here and, snapshotLines, from the journals; no names
-- uses     common, hash, account, run, ending, refusing, journals
-- ARGV     tenant, account, fence, entity, by, entries erased from the journals, the directory they were in or '', step or '' to begin, dead
--          letters, jobs, reports and writes erased by earlier steps
-- reads    account:{account}, runs-of:{tenant}:{entity}, answers-of:{tenant}:{entity}, operations-of:{tenant}:{entity}
-- writes   dead letters of the entity: dead -> finished (erased), with dead:{tenant}:{entity}, counters (finished), history;
--          job:{id}, body:{id}, run:{id} and its reports, account:{account}, writes:{tenant}, runs-of:{tenant}:{entity};
--          with the last step: ledger, counters (ledgers), answers, outdated, reservations, proposal, rejection, refusal and trouble of the entity,
--          and its values in operations; unread answers
--          about the tenant's journals, journal-due of all directories but that one; erasures; and in account:{account} that it was erased, for
--          events that were posted before and come later: see decide.lua
-- returns  the next step, end if that was the last; then the counts so far. Nothing if the lease is lost.
-- guarantee The receipt is not there before every other directory owes the erasure: it is over once none does.
--          Ends no open job and changes no counter but that of the closed dead letters; looks at 500 jobs or entries at most.
--          Repeating it from the beginning does no harm: what is gone is gone.

local tenant, name, fence, entity, by, snapshotLines, directory, step = unpack(ARGV, 1, 8)
local account = accountOfPass(tenant, name, fence)
if not account then
  return {}
end
local done = { tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12]) }
local kind, number = string.match(entity, '^(%a+):(%d+)$')
-- Only of its own account: the company's run keeps its name when a person goes.
local names = (kind == 'contact' and name == 'c' .. number) or (kind == 'person' and name == 'p' .. number)

local function forgetReports(run)
  local list = run.name .. ':reports'
  local lifetime, kept, gone = redis.call('PTTL', list), {}, 0
  for _, json in ipairs(redis.call('LRANGE', list, 0, -1)) do
    local about = cjson.decode(json).entity
    if string.lower(about.kind) .. ':' .. string.format('%d', about.id) == entity then
      gone = gone + 1
    else
      kept[#kept + 1] = json
    end
  end
  if gone > 0 then
    redis.call('DEL', list)
    if #kept > 0 then
      redis.call('RPUSH', list, unpack(kept))
    end
    if #kept > 0 and lifetime > 0 then
      redis.call('PEXPIRE', list, lifetime)
    end
  end
  return gone
end

local function forgetName(run)
  local of = fieldOf(run, 'account')
  if (kind == 'contact' and of == 'c' .. number) or (kind == 'person' and of == 'p' .. number) then
    put(run, 'name', '', 'owner', '')
  end
  drop(run, 'error')
end

local function answer(nextStep)
  saveHashes()
  return { nextStep, done[1], done[2], done[3], done[4] }
end

if step == '' then
  local dead = redis.call('ZRANGE', key('dead:' .. tenant .. ':' .. entity), 0, 99)
  for _, id in ipairs(dead) do
    closeDead(id, 'erased', by, 1000, 1000)
    redis.call('ZREM', key('dead:' .. tenant .. ':' .. entity), id)
    forgetContent(jobOf(id))
  end
  done[1] = done[1] + #dead
  return answer(#dead == 100 and '' or 'run:0')
end

local from = string.match(step, '^run:(%d+)$')
if from then
  local runs = key('runs-of:' .. tenant .. ':' .. entity)
  local run = redis.call('LINDEX', runs, 0)
  if not run then
    return answer('writes:-')
  end
  local ids = redis.call('LRANGE', runKey(run) .. ':jobs', from, from + 499)
  for _, id in ipairs(ids) do
    if jobOf(id).entity == entity then
      forgetContent(jobOf(id))
      done[2] = done[2] + 1
    end
  end
  if #ids == 500 then
    return answer('run:' .. (from + 500))
  end
  local shown = runOf(run)
  if shown then
    done[3] = done[3] + forgetReports(shown)
    forgetName(shown)
  end
  redis.call('LPOP', runs)
  return answer('run:0')
end

local after = string.match(step, '^writes:(.*)$')
if after then
  local last
  local entries = redis.call('XRANGE', key('writes:' .. tenant), after == '-' and '-' or '(' .. after, '+', 'COUNT', 500)
  for _, entry in ipairs(entries) do
    last = entry[1]
    for i = 1, #entry[2], 2 do
      if entry[2][i] == 'entity' and entry[2][i + 1] == entity then
        redis.call('XDEL', key('writes:' .. tenant), last)
        done[4] = done[4] + 1
      end
    end
  end
  return answer(#entries == 500 and 'writes:' .. last or 'rest')
end

local id = tenant .. ':' .. entity
for _, fingerprint in ipairs(redis.call('SMEMBERS', key('answers-of:' .. id))) do
  redis.call('DEL', key('answer:' .. id .. ':' .. fingerprint))
  redis.call('ZREM', key('outdated'), id .. ':' .. fingerprint)
  if redis.call('HGET', key('reservation:' .. id .. ':' .. fingerprint), 'settled') then
    redis.call('DEL', key('reservation:' .. id .. ':' .. fingerprint))
  end
end
if redis.call('DEL', key('ledger:' .. id)) == 1 then
  count('ledgers', -1)
end
redis.call('DEL', key('answers-of:' .. id), key('proposal:' .. id), key('runs-of:' .. id), key('dead:' .. id))
redis.call('ZREM', key('proposals:' .. tenant), entity)
redis.call('ZREM', key('rejections:' .. tenant), entity)
for _, operation in ipairs(redis.call('SMEMBERS', key('operations-of:' .. id))) do
  redis.call('HDEL', key('operation:' .. tenant .. ':' .. operation), 'item:' .. entity)
end
redis.call('DEL', key('operations-of:' .. id))
redis.call('HDEL', key('troubles:' .. tenant), entity)
noteRefusal(tenant, entity, '', '')
if names then
  drop(account.record, 'name', 'owner')
end
put(account.record, 'erased:' .. entity, now, 'erasedAt', now)
for _, unread in ipairs(redis.call('SMEMBERS', key('journal-answers:' .. tenant))) do
  redis.call('DEL', key('journal-answer:' .. tenant .. ':' .. unread))
end
redis.call('DEL', key('journal-answers:' .. tenant))
oweErasure(directory, tenant, entity)
redis.call('XADD', key('erasures'), 'MAXLEN', '~', 10000, '*', 'tenant', tenant, 'entity', entity, 'account', name, 'by', by,
  'dead', done[1], 'jobs', done[2], 'reports', done[3], 'writes', done[4], 'snapshotLines', snapshotLines)
return answer('end')
