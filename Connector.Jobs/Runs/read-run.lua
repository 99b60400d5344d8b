#!lua flags=no-writes
-- read-run: one run with everything known about it, as of one moment
-- uses     common, run, shown
-- ARGV     the run's id
-- reads    run:{id} and its lists, job:{id}, processing, proposal:{tenant}:{entity}; if the run has no name runs-of:{tenant}:{entity}
-- returns  what shownRun says, its jobs (id, fields), its reports, its timeline

local run = runKey(ARGV[1])
local jobs = {}
for _, id in ipairs(redis.call('LRANGE', run .. ':jobs', 0, -1)) do
  jobs[#jobs + 1] = { id, redis.call('HGETALL', key('job:' .. id)) }
end
return {
  shownRun(ARGV[1]),
  jobs,
  redis.call('LRANGE', run .. ':reports', 0, -1),
  redis.call('LRANGE', run .. ':timeline', 0, -1),
}
