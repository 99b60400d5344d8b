-- Shared: a run for the eye, with what its hash does not say. Display only; nothing decides by runs.
-- uses     common, run

local mostNamed = 5
local mostNewest = 50
local mostProposed = 100

-- How many of its jobs are in a pass.
local function inPass(id)
  local jobs = redis.call('LRANGE', runKey(id) .. ':jobs', 0, -1)
  local count = 0
  for _, is in ipairs(#jobs > 0 and redis.call('SMISMEMBER', key('processing'), unpack(jobs)) or {}) do
    count = count + is
  end
  return count
end

-- How many proposals of its newest jobs wait.
local function proposalsOf(id, tenant)
  local seen, count = {}, 0
  for _, job in ipairs(redis.call('LRANGE', runKey(id) .. ':jobs', -mostProposed, -1)) do
    local entity, outcome = unpack(redis.call('HMGET', key('job:' .. job), 'entity', 'outcome'))
    if outcome == 'proposed' and entity and not seen[entity] then
      seen[entity] = true
      -- A later run may have another one.
      local run, rejected = unpack(redis.call('HMGET', key('proposal:' .. tenant .. ':' .. entity), 'run', 'rejectedAt'))
      count = count + (run == id and not rejected and 1 or 0)
    end
  end
  return count
end

-- The name that its contact had in an earlier run: an approval is often made when nobody remembers the account any more.
local function earlierName(run)
  local contact = string.match(run.account or '', '^c(%d+)$')
  local runs = contact and redis.call('LRANGE', key('runs-of:' .. run.tenant .. ':contact:' .. contact), -mostNamed, -1) or {}
  for i = #runs, 1, -1 do
    local name, hidden = unpack(redis.call('HMGET', runKey(runs[i]), 'name', 'hidden'))
    if name and name ~= '' and not hidden then
      return name
    end
  end
  return ''
end

-- Its id, the fields of its hash (none if it is unknown), how many of its jobs are in a pass, how many proposals of it wait, the name it
-- goes by if it has none, and of one that is open and met an error the newest entries of its timeline.
local function shownRun(id)
  local hash, run = redis.call('HGETALL', runKey(id)), {}
  for i = 1, #hash, 2 do
    run[hash[i]] = hash[i + 1]
  end
  local isOpen = (tonumber(run['jobs.open']) or 0) > 0
  local isNamed = #hash == 0 or (run.name or '') ~= ''
  local isMet = isOpen and (run.error or '') ~= ''
  return {
    id,
    hash,
    isOpen and inPass(id) or 0,
    (tonumber(run['jobs.proposed']) or 0) > 0 and proposalsOf(id, run.tenant) or 0,
    isNamed and '' or earlierName(run),
    isMet and redis.call('LRANGE', runKey(id) .. ':timeline', -mostNewest, -1) or {},
  }
end
