-- Shared: events that wait for their decision, each tenant's in a list of its own, and whose turn it is.
-- uses     common
--
-- waiting (sorted set)         every waiting job: 0 while no decider has it, else the ms at which the decider it was handed to counts as crashed
-- waiting:{tenant} (list)      of these, the tenant's jobs that no decider has, oldest first
-- waiting-turns (sorted set)   tenants with such a list, by their turn
--
-- The sorted set says what waits; lists and turns only say what comes next. Whatever they lack of it, see read.lua, is put back once no tenant has a
-- turn, and whatever they have beyond it has been decided.

-- Behind all other tenants, unless the tenant has a turn already.
local function queueUp(tenant)
  redis.call('ZADD', key('waiting-turns'), 'NX', redis.call('INCR', key('turn')), tenant)
end

-- Jobs that no decider has, oldest first: { tenant, job id }.
local function letWait(jobs)
  local scores, tenants, lists = {}, {}, {}
  for _, job in ipairs(jobs) do
    local tenant, id = job[1], job[2]
    scores[#scores + 1] = 0
    scores[#scores + 1] = id
    if not lists[tenant] then
      lists[tenant] = {}
      tenants[#tenants + 1] = tenant
    end
    table.insert(lists[tenant], id)
  end
  redis.call('ZADD', key('waiting'), unpack(scores))
  for _, tenant in ipairs(tenants) do
    redis.call('RPUSH', key('waiting:' .. tenant), unpack(lists[tenant]))
    queueUp(tenant)
  end
end
