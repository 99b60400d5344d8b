-- Shared: the one rule on whether we may change the CRM.
-- uses     common
--
-- tenant:{tenant} (hash)       mode (observe, propose, write) with modeBy, modeReason, modeAt; writeStop (any value: stopped)
-- leashes (set)              tenants whose mode or write stop somebody set, or the brake: where to look for them
-- write-stop (string)          exists: nobody writes, to no tenant
-- write-budget:{tenant}        sorted set: the accounts written by themselves in the last 24 h, by their last write
-- troubles:{tenant} (hash)     the last records that wrote, and which of them are in trouble; see brake.lua
--
-- Whatever happens by itself needs mode write: the lower of the configured one and the tenant's in Redis. What a person
-- granted is measured by the grant: setting up how the tenant talks to us, and undoing what we wrote, go in any mode; an
-- approved proposal needs a mode that proposes. A write stop stops all of them.

local modes = { observe = 0, propose = 1, write = 2 }
local needs = { [''] = 2, approve = 1, undo = 0, setup = 0 }

-- nil if it may go ahead, else mode or stopped. The grant is '', approve, undo or setup.
local function refusalToWrite(tenant, mode, grant)
  local settings = redis.call('HMGET', key('tenant:' .. tenant), 'mode', 'writeStop')
  local may = math.min(modes[mode] or 0, settings[1] and (modes[settings[1]] or 0) or 2)
  if may < (needs[grant] or 2) then
    return 'mode'
  end
  if settings[2] or redis.call('EXISTS', key('write-stop')) == 1 then
    return 'stopped'
  end
  return nil
end

-- Counts the account against the write budget: when it was counted before, '' if it was not within the day; nil, and nothing is counted, if that
-- would exceed the budget.
local function withinBudget(tenant, account, perHour, perDay)
  local budget, hour, day = key('write-budget:' .. tenant), 3600000, 86400000
  redis.call('ZREMRANGEBYSCORE', budget, '-inf', now - day)
  local last = tonumber(redis.call('ZSCORE', budget, account) or nil)
  if not last and redis.call('ZCARD', budget) >= perDay then
    return nil
  end
  if (not last or last <= now - hour) and redis.call('ZCOUNT', budget, '(' .. (now - hour), '+inf') >= perHour then
    return nil
  end
  redis.call('ZADD', budget, now, account)
  redis.call('PEXPIRE', budget, day)
  return last or ''
end

-- The whole rule for a write to an account, in this order: nil if it may go ahead, which counts the account against the write
-- budget, and with it when the account was counted before, see withinBudget; else mode, scope, stopped or budget.
local function refusalToWriteTo(tenant, account, mode, grant, inScope, perHour, perDay)
  local refusal = refusalToWrite(tenant, mode, grant)
  if refusal == 'mode' then
    return refusal
  end
  if grant == '' and inScope ~= '1' then
    return 'scope'
  end
  if refusal then
    return refusal
  end
  if grant ~= '' then
    return nil
  end
  local before = withinBudget(tenant, account, tonumber(perHour), tonumber(perDay))
  return not before and 'budget' or nil, before
end

-- The write of an entity is not open any more.
local function closeIntent(ledger)
  redis.call('HDEL', ledger, 'intent', 'intentAt', 'intentFence', 'countedBefore')
end

-- Removes what was proposed for an entity: it is written, or there is no difference any more.
local function forgetProposal(tenant, entity)
  redis.call('DEL', key('proposal:' .. tenant .. ':' .. entity))
  redis.call('ZREM', key('proposals:' .. tenant), entity)
end
