#!lua flags=allow-oom
-- release: processing -> scheduled, at no cost of an attempt
-- uses     common, hash, account, run, ending
-- ARGV     tenant, account, fence, wait (still, asked, held, handed, moved, yielded), ms of delay, entity or '' for all, detail or '',
--          for moved: the account that takes the jobs; the entity's jobs that are meant, separated by blanks, or '' for all
-- reads    account:{account}, pass:{fence}, job:{id}
-- writes   processing, scheduled, jobs:{account}, account:{account}, job:{id}, run:{id}, runs, due:{tenant}, due,
--          pass:{fence}; with the last job: leases
-- returns  1, or 0 if the lease is lost
-- guarantee The chosen jobs are back in one account's list: at the front of their own, in order, due after the delay; or at the
--          end of the other one's, due at once unless a pass has it or it waits. The pass ends with its last job.

local tenant, name, fence, wait, delay, entity, detail, target = unpack(ARGV, 1, 8)
local account = accountOfPass(tenant, name, fence)
if not account then
  return 0
end

local pass = key('pass:' .. fence)
local ids, wanted = {}, {}
for id in string.gmatch(ARGV[9], '%S+') do
  wanted[id] = true
end
for _, id in ipairs(jobsOfPass(account, fence)) do
  if (entity == '' or jobOf(id).entity == entity) and (ARGV[9] == '' or wanted[id]) then
    ids[#ids + 1] = id
    redis.call('LREM', pass, 1, id)
  end
end

if wait == 'moved' and #ids > 0 then
  local other = accountOf(tenant, target)
  for _, id in ipairs(ids) do
    local job = jobOf(id)
    redis.call('SMOVE', key('processing'), key('scheduled'), id)
    put(job.record, 'state', 'scheduled', 'account', target)
    add(job.record, 'hops', 1)
    redis.call('RPUSH', other.list, id)
    leaveRun(job)
    joinRun(other, job, 'open', 'released', 'moved from ' .. name)
  end
  dueAfterQuiet(other, 0, 0)
elseif #ids > 0 then
  putBack(account, ids)
  dueAfterPass(account, now + tonumber(delay), wait)
  if wait == 'still' then
    put(account.record, 'stillSince', account.record.fields.stillSince or now)
  end
  for _, run in ipairs(runsOf(ids)) do
    runEvent(run, now, 'released', '', detail == '' and wait or wait .. ': ' .. detail)
    touchRun(run)
  end
end

if redis.call('LLEN', pass) == 0 then
  drop(account.record, 'crashes')
  endPass(account, fence)
end
saveHashes()
return 1
