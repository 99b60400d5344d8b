#!lua
-- settings: a tenant's settings are looked at: has any changed that records are refused by?
-- uses     common, hash, requesting, refusing
-- ARGV     tenant, account and entity of the tenant as a whole, job id; then per reason that is looked at: reason, hash of the settings behind it
-- reads    refused:{tenant}:{reason}
-- writes   refusals:{tenant}; if records were refused by what has changed: a request's job, see requesting.lua
-- returns  how many records are to be looked at again, how many were forgotten at the limit since the settings changed last
-- guarantee The settings count as seen only with the job that looks at the records again. Settings that are seen for the first time change nothing.

local tenant, seen = ARGV[1], key('refusals:' .. ARGV[1])
local changed, refused = {}, 0
for i = 5, #ARGV, 2 do
  local reason, terms = ARGV[i], ARGV[i + 1]
  local before = redis.call('HGET', seen, reason)
  if before ~= terms then
    local count = before and redis.call('ZCARD', refusedFor(tenant, reason)) or 0
    if count > 0 then
      changed[#changed + 1] = reason
      refused = refused + count
    end
    redis.call('HSET', seen, reason, terms)
    redis.call('HDEL', seen, reason .. '.forgotten')
  end
end
if refused > 0 then
  requestJob(ARGV[4], tenant, ARGV[2], ARGV[3], 'recheck', 'changed settings', '', cjson.encode(changed), 0, 0)
  saveHashes()
end
local forgotten = 0
for _, reason in ipairs(refusalReasons) do
  forgotten = forgotten + tonumber(redis.call('HGET', seen, reason .. '.forgotten') or 0)
end
return { refused, forgotten }
