-- Shared: what was refused. A record that a tenant's settings refuse is left as it is, and no event tells when the settings change: so it is remembered
-- under the reason, and looked at again once the settings behind that reason have changed.
-- uses     common
--
-- refused:{tenant}:{reason} (sorted set)   entities by when their last decision or pass refused them; the newest 100,000. An entity has one reason at most,
--                                          and none once it was worked on, is gone, or was erased
-- refusals:{tenant} (hash)                 {reason}: hash of the settings behind it, as they were looked at last; empty once a worker that still had, or
--                                          already has, others refused something by them;
--                                          {reason}.forgotten: how many were forgotten at the limit since those settings changed
--
-- The reasons are those that a setting lifts. What an event tells to be over (a person has come back, wants mailings again) is not remembered.

local refusalReasons = { 'foreign_owner', 'out_of_scope', 'persons_off', 'no_consent', 'unmapped' }
local mostRefused = 100000

local function refusedFor(tenant, reason)
  return key('refused:' .. tenant .. ':' .. reason)
end

-- The entity was refused for this reason, by settings with this hash; or, '', for none.
local function noteRefusal(tenant, entity, reason, terms)
  local seen = key('refusals:' .. tenant)
  if reason ~= '' and (redis.call('HGET', seen, reason) or terms) ~= terms then
    redis.call('HSET', seen, reason, '')
  end
  for _, known in ipairs(refusalReasons) do
    local refused = refusedFor(tenant, known)
    if known ~= reason then
      redis.call('ZREM', refused, entity)
    else
      redis.call('ZADD', refused, now, entity)
      local excess = redis.call('ZCARD', refused) - mostRefused
      if excess > 0 then
        redis.call('ZREMRANGEBYRANK', refused, 0, excess - 1)
        redis.call('HINCRBY', seen, known .. '.forgotten', excess)
      end
    end
  end
end
