#!lua flags=allow-oom
-- finish: processing -> finished, or dead
-- uses     common, hash, account, run, ending, refusing
-- ARGV     tenant, account, fence, ms of retention, ms of body retention;
--          then per report: entity, outcome, reason, error or '', the report as JSON, fields written, kept, proposed, analyses,
--          the entity's jobs that end, separated by blanks, or '' for all; for what it was
--          refused and the hash of the settings behind that, or '' twice
-- reads    account:{account}, pass:{fence}, job:{id}
-- writes   processing, counters (finished) or dead, job:{id}, body:{id}, pass:{fence}, history, run:{id}, runs,
--          refused:{tenant}:{reason}, refusals:{tenant}; with the last job: leases, account:{account}, due:{tenant}, due
-- returns  1, or 0 if the lease is lost
-- guarantee The jobs of the reported entities end, all in this step; the others stay in the pass. The pass ends with its last
--          job, and the account is due again if jobs have joined. A success closes the entity's older dead letters, unless it
--          is one of single jobs: an undo that worked says nothing of an analysis that failed.

local tenant, fence = ARGV[1], ARGV[3]
local retention, bodyRetention = tonumber(ARGV[4]), tonumber(ARGV[5])
local account = accountOfPass(tenant, ARGV[2], fence)
if not account then
  return 0
end

local pass = key('pass:' .. fence)
local byEntity, ids = {}, jobsOfPass(account, fence)
for _, id in ipairs(ids) do
  local job = jobOf(id)
  if buryIfLost(account, job, 'processing') then
    redis.call('LREM', pass, 1, id)
  else
    byEntity[job.entity] = byEntity[job.entity] or {}
    table.insert(byEntity[job.entity], id)
  end
end

local function takeOut(entity, jobs)
  local all = byEntity[entity] or {}
  byEntity[entity] = nil
  if jobs == '' then
    return all
  end
  local wanted, chosen, rest = {}, {}, {}
  for id in string.gmatch(jobs, '%S+') do
    wanted[id] = true
  end
  for _, id in ipairs(all) do
    table.insert(wanted[id] and chosen or rest, id)
  end
  byEntity[entity] = rest
  return chosen
end

for i = 6, #ARGV, 12 do
  local entity, outcome, reason, error, report = unpack(ARGV, i, i + 4)
  local ending = takeOut(entity, ARGV[i + 9])
  local runs = runsOf(ending)
  if #runs == 0 then
    runs = { runOf(account.record.fields.run) }
  end
  if ARGV[i + 9] == '' and (outcome == 'completed' or outcome == 'unchanged' or outcome == 'proposed') then
    supersedeDead(tenant, entity, retention, bodyRetention)
  end
  if ARGV[i + 9] == '' and outcome ~= 'dead' then
    noteRefusal(tenant, entity, ARGV[i + 10], ARGV[i + 11])
  end
  for _, id in ipairs(ending) do
    local job = jobOf(id)
    redis.call('SREM', key('processing'), id)
    redis.call('LREM', pass, 1, id)
    if outcome == 'dead' then
      buryJob(job, reason, error)
    else
      finishJob(job, outcome, reason, retention, bodyRetention)
    end
    recountRun(runOf(job.run), 'open', outcome)
  end
  for n, run in ipairs(runs) do
    appendToRun(run, ':reports', mostReports, report)
    if n == #runs then
      -- Counted once, where the newest of the entity's jobs is shown.
      add(run, 'fields.written', ARGV[i + 5])
      add(run, 'fields.kept', ARGV[i + 6])
      add(run, 'fields.proposed', ARGV[i + 7])
      add(run, 'analyses', ARGV[i + 8])
    end
    if error ~= '' then
      put(run, 'error', error)
    end
    runEvent(run, now, outcome == 'dead' and 'dead' or 'finished', '', entity .. ': ' .. outcome .. ', ' .. reason)
    touchRun(run)
    retainRun(run, retention)
  end
end

if redis.call('LLEN', pass) == 0 then
  drop(account.record, 'attempts', 'failingSince', 'crashes')
  if not account.record.fields.wait then
    drop(account.record, 'stillSince')
  end
  endPass(account, fence)
end
saveHashes()
return 1
