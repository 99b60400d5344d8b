#!lua flags=no-writes
-- audit-runs: whether each run counts as many open jobs as it has, and ends with the retention once it has none
-- uses     common, run, finding
-- ARGV     run ids, at most 500
-- reads    run:{id}, run:{id}:jobs, job:{id}
-- returns  how many of the runs were looked at: as many as have 500 jobs together, but one at least (1000 jobs at most); findings

local done, looked = 0, 0
for i, id in ipairs(ARGV) do
  local jobs = redis.call('LRANGE', runKey(id) .. ':jobs', 0, -1)
  if i > 1 and looked + #jobs > 500 then
    break
  end
  done, looked = i, looked + #jobs

  local run = runOf(id)
  if run then
    local open = tonumber(run.fields['jobs.open']) or 0
    -- A full list has lost its oldest jobs; only the count knows of them.
    if #jobs < mostJobs then
      local counted = 0
      for _, job in ipairs(jobs) do
        local state = redis.call('HGET', key('job:' .. job), 'state')
        if state == 'waiting' or state == 'scheduled' or state == 'processing' then
          counted = counted + 1
        end
      end
      if counted ~= open then
        found('run-open-count', 'run:' .. id, id)
      end
    end
    if open <= 0 then
      mustExpire('run:' .. id, id)
    end
  end
end
return { done, findings }
