#!lua flags=allow-oom
-- trim-answers: forgets answers that a newer one of the same company or person has followed, the longest outdated first
-- outdated (sorted set)  tenant:entity:fingerprint of answers that are not their entity's newest, by when that came, see Spend/settle.lua
-- uses     common
-- ARGV     how many at most
-- reads    outdated, ledger:{tenant}:{entity}
-- writes   outdated, answer:{tenant}:{entity}:{fingerprint}, answers-of:{tenant}:{entity}, reservation:{tenant}:{entity}:{fingerprint}
-- returns  how many were taken out of the set
-- guarantee The newest answer of an entity stays, and so does a reservation that is open.

local popped = redis.call('ZPOPMIN', key('outdated'), ARGV[1])
for i = 1, #popped, 2 do
  local id, fingerprint = string.match(popped[i], '^(.*):([^:]*)$')
  if redis.call('HGET', key('ledger:' .. id), 'answered') ~= fingerprint then
    redis.call('DEL', key('answer:' .. popped[i]))
    redis.call('SREM', key('answers-of:' .. id), fingerprint)
    if redis.call('HGET', key('reservation:' .. popped[i]), 'settled') then
      redis.call('DEL', key('reservation:' .. popped[i]))
    end
  end
end
return #popped / 2
