#!lua
-- request: (nothing) -> scheduled
-- uses     hash, requesting
-- ARGV     ms of retention, ms of body retention; then per request, 1 to 500 of them: job id, tenant, account, entity, kind, by, the job it does over
--          or '', detail or ''
-- reads    job:{id}
-- writes   counters (accepted), scheduled, jobs:{account}, account:{account}, due:{tenant}, due, job:{id}, run:{id}, runs;
--          if it does over a dead job: dead, dead:{tenant}:{entity}, counters (finished), history
-- returns  per request 1, or 0 if there is a job of this id
-- guarantee All requests of a call are accepted, or none; calling again with the same job ids changes nothing. Their accounts are
--          due at once, unless a pass has them or they wait for something that a new event may not override either.

local answer = {}
for i = 3, #ARGV, 8 do
  local id, tenant, name, entity, kind, by, replayOf, detail = unpack(ARGV, i, i + 7)
  answer[#answer + 1] = requestJob(id, tenant, name, entity, kind, by, replayOf, detail, ARGV[1], ARGV[2])
end
saveHashes()
return answer
