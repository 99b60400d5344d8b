-- Shared: the end of a run whose jobs' records are forgotten. Display only; nothing decides by runs.
-- uses     common

-- A run goes with its newest job, unless one of its jobs is open or dead.
local function endRunOf(id, run, tenant, entity)
  if not run or run == '' then
    return false
  end
  local name = key('run:' .. run)
  if redis.call('LINDEX', name .. ':jobs', -1) ~= id then
    return false
  end
  for _, left in ipairs(redis.call('HMGET', name, 'jobs.open', 'jobs.dead')) do
    if (tonumber(left or 0) or 0) > 0 then
      return false
    end
  end
  redis.call('DEL', name, name .. ':jobs', name .. ':timeline', name .. ':reports')
  redis.call('ZREM', key('runs'), run)
  if entity and entity ~= '' then
    redis.call('LREM', key('runs-of:' .. tenant .. ':' .. entity), 0, run)
  end
  return true
end
