#!lua flags=allow-oom
-- retry: processing -> scheduled, at the cost of an attempt
-- uses     common, hash, account, run, ending
-- ARGV     tenant, account, fence, ms of delay, error, the entities that failed...: only their jobs are charged; none for all
-- reads    account:{account}, pass:{fence}
-- writes   processing, scheduled, jobs:{account}, account:{account}, pass:{fence}, leases, due:{tenant}, due, job:{id},
--          run:{id}, runs
-- returns  1, or 0 if the lease is lost
-- guarantee The remaining jobs are at the front of the account's list, in order, and the pass is over.

local account = accountOfPass(ARGV[1], ARGV[2], ARGV[3])
if not account then
  return 0
end
local ids = jobsOfPass(account, ARGV[3])
local failed = {}
for i = 6, #ARGV do
  failed[ARGV[i]] = true
end
for _, id in ipairs(ids) do
  local job = jobOf(id)
  if #ARGV < 6 or failed[job.entity] then
    add(job.record, 'attempts', 1)
    put(job.record, 'failingSince', fieldOf(job.record, 'failingSince') or now)
  end
end
putBack(account, ids)
add(account.record, 'attempts', 1)
put(account.record, 'failingSince', account.record.fields.failingSince or now)
drop(account.record, 'crashes')
dueAfterPass(account, now + tonumber(ARGV[4]), 'retry')
endPass(account, ARGV[3])
for _, run in ipairs(runsOf(ids)) do
  add(run, 'attempts', 1)
  put(run, 'error', ARGV[5])
  runEvent(run, now, 'retry', '', ARGV[5])
  touchRun(run)
end
saveHashes()
return 1
