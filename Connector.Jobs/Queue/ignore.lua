#!lua flags=allow-oom
-- ignore: dead -> finished (ignored): a person wants nothing done about it
-- uses     hash, ending
-- ARGV     job id, by, ms of retention, ms of body retention
-- reads    dead, job:{id}
-- writes   dead, dead:{tenant}:{entity}, counters (finished), job:{id}, body:{id}, run:{id}, runs, history
-- returns  1, or 0 if the job is not dead

local id, by = ARGV[1], ARGV[2]
if not closeDead(id, 'ignored', by, ARGV[3], ARGV[4]) then
  return 0
end
saveHashes()
return 1
