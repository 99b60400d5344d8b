#!lua
-- answer-journal: what a directory's journals hold, for who has asked; people's data
-- uses     common
-- ARGV     tenant, the question's id, the answer (JSON, see JournalAnswer), ms until it expires
-- writes   journal-answer:{tenant}:{id}; journal-answers:{tenant}, by which an erasure finds those nobody has read yet
-- returns  nothing
-- guarantee It is gone once it was read, when it expires, and when something of the tenant is erased: then it is asked for anew.

local tenant, id, json, lifetime = unpack(ARGV)
local unread = key('journal-answers:' .. tenant)
for _, one in ipairs(redis.call('SMEMBERS', unread)) do
  if redis.call('EXISTS', key('journal-answer:' .. tenant .. ':' .. one)) == 0 then
    redis.call('SREM', unread, one)
  end
end
redis.call('SET', key('journal-answer:' .. tenant .. ':' .. id), json, 'PX', lifetime)
redis.call('SADD', unread, id)
redis.call('PEXPIRE', unread, lifetime)
