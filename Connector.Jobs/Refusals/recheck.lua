#!lua
-- recheck: makes some of the records that were refused due, the oldest first
-- uses     common, hash, requesting, refusing
-- ARGV     tenant, id of the job that asks for it, refused until (ms), most, who asks; then the reasons
-- reads    due:{tenant}
-- writes   refused:{tenant}:{reason}; per record a request's job, see requesting.lua
-- returns  how many were made due, how many are left; -1 and how many are left if other work of the tenant is due
-- guarantee Live work goes first: nothing is made due while anything is, so at most one call's records are before what comes in meanwhile. A record is
--          forgotten here in the step that makes its job; its pass remembers it anew if it is refused again, and then not before `until`.

local tenant, job, before, most, by = unpack(ARGV, 1, 5)
local busy = redis.call('ZCOUNT', key('due:' .. tenant), '-inf', now) > 0
local made, left = 0, 0
for i = 6, #ARGV do
  local refused = refusedFor(tenant, ARGV[i])
  local room = busy and 0 or most - made
  for _, entity in ipairs(room > 0 and redis.call('ZRANGE', refused, '-inf', before, 'BYSCORE', 'LIMIT', 0, room) or {}) do
    local kind, id = string.match(entity, '^(%a)%a*:(%d+)$')
    redis.call('ZREM', refused, entity)
    made = made + requestJob('recheck-' .. redis.sha1hex(job .. entity), tenant, kind .. id, entity, 'recheck', by, '', '', 0, 0)
  end
  left = left + redis.call('ZCOUNT', refused, '-inf', before)
end
saveHashes()
return { busy and -1 or made, left }
