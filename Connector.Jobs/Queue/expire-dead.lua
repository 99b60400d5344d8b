#!lua flags=allow-oom
-- expire-dead: dead -> finished (expired): there are more than are kept
-- uses     common, hash, ending
-- ARGV     ms of retention, ms of body retention; job ids, at most 100
-- reads    dead, job:{id}
-- writes   dead, dead:{tenant}:{entity}, counters (finished, deadExpired), job:{id}, body:{id}, run:{id}, runs, history, ended:{tenant}, ended-tenants
-- returns  how many ended
-- guarantee Each once, whoever repeats the call.

local expired = 0
for i = 3, #ARGV do
  if closeDead(ARGV[i], 'expired', '', ARGV[1], ARGV[2]) then
    expired = expired + 1
  end
end
if expired > 0 then
  count('deadExpired', expired)
end
saveHashes()
return expired
