#!lua flags=allow-oom
-- reclaim: processing -> scheduled, or dead after too many crashes in a row
-- uses     common, hash, turns, account, run, ending
-- ARGV     crashes in a row that are too many, ms of retention, ms of lease
-- reads    leases, account:{account}, pass:{fence}, job:{id}, scheduled, holds
-- writes   leases, processing, scheduled or dead, jobs:{account}, account:{account}, pass:{fence}, due:{tenant}, due,
--          job:{id}, run:{id}, runs, history
-- returns  1 if a lease was ended, 0 if none has expired
-- guarantee Ends one pass whose lease has expired (≤ 500 jobs a call): its jobs are at the front of the account's list, in
--          order, due now; or dead. Whatever else of the pass is lost, the lease ends, so that the next one's turn comes: without the
--          account's record or the pass's list, its jobs are found by their records. A lease that ends later than one that begins now, because
--          the clock was set back, ends as that one would. With none to end, of some scheduled jobs, picked by chance, it is made sure that take
--          looks at their tenant in time: a lost `due` or `turns` heals by and by.

local leases, longest = key('leases'), now + tonumber(ARGV[3])
for _, id in ipairs(redis.call('ZRANGEBYSCORE', leases, '(' .. longest, '+inf', 'LIMIT', 0, 500)) do
  redis.call('ZADD', leases, longest, id)
end

local expired = redis.call('ZRANGEBYSCORE', leases, '-inf', now, 'LIMIT', 0, 1)[1]
if not expired then
  for _, id in ipairs(redis.call('SRANDMEMBER', key('scheduled'), 10)) do
    local job = jobOf(id)
    local at = redis.call('ZSCORE', key('due:' .. job.tenant), job.account)
    -- A held one is looked at later, and when the hold is lifted.
    if at and redis.call('HEXISTS', key('holds'), job.tenant) == 0 and lookAt(job.tenant, at) then
      wake('due')
    end
  end
  return 0
end
local account = accountById(expired)
if not account then
  redis.call('ZREM', leases, expired)
  return 1
end

local fence = account.record.fields.fence
if not fence then
  local first = processingOf(account)[1]
  fence = first and fieldOf(jobOf(first).record, 'fence') or ''
end
local ids = jobsOfPass(account, fence)
add(account.record, 'crashes', 1)
local crashes = tonumber(account.record.fields.crashes)
local runs = runsOf(ids)

if crashes < tonumber(ARGV[1]) then
  putBack(account, ids)
  dueAfterPass(account, now, 'reclaimed')
  for _, run in ipairs(runs) do
    runEvent(run, now, 'reclaimed', '', 'the lease expired in a pass')
    touchRun(run)
  end
else
  local error = crashes .. ' passes in a row ended without a sign of life'
  for _, id in ipairs(ids) do
    local job = jobOf(id)
    if not buryIfLost(account, job, 'processing') then
      redis.call('SREM', key('processing'), id)
      buryJob(job, 'crashed', error)
      recountRun(runOf(job.run), 'open', 'dead')
    end
  end
  for _, run in ipairs(runs) do
    put(run, 'error', error)
    runEvent(run, now, 'dead', '', error)
    touchRun(run)
    retainRun(run, tonumber(ARGV[2]))
  end
  drop(account.record, 'crashes', 'attempts', 'failingSince', 'stillSince')
end
endPass(account, fence)
saveHashes()
return 1
