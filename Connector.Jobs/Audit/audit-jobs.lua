#!lua flags=no-writes
-- audit-jobs: whether each job's record says where the job is
-- uses     common, finding
-- ARGV     job ids, at most 500
-- reads    job:{id}, body:{id}, scheduled, processing, dead, dead:{tenant}:{entity}
-- returns  per id the state in its record, '' without one; findings

local states = {}
for i, id in ipairs(ARGV) do
  local name = 'job:' .. id
  local job = redis.call('HMGET', key(name), 'state', 'tenant', 'entity')
  local state = job[1] or ''
  states[i] = state

  local places = {}
  if redis.call('SISMEMBER', key('scheduled'), id) == 1 then
    places[#places + 1] = 'scheduled'
  end
  if redis.call('SISMEMBER', key('processing'), id) == 1 then
    places[#places + 1] = 'processing'
  end
  if redis.call('ZSCORE', key('dead'), id) then
    places[#places + 1] = 'dead'
  end

  if #places > 1 then
    found('job-in-two-places', name, id)
  elseif state == '' and #places == 1 then
    found('job-without-record', name, id)
  elseif #places == 1 and places[1] ~= state then
    found('job-state-differs', name, id)
  elseif #places == 0 and (state == 'scheduled' or state == 'processing' or state == 'dead') then
    found('job-without-place', name, id)
  end

  if state == 'finished' then
    mustExpire(name, id)
    mustExpire('body:' .. id, id)
  elseif state ~= '' and redis.call('PTTL', key(name)) >= 0 then
    found('job-expires', name, id)
  end
  if state == 'dead' and job[3] and job[3] ~= '' and not redis.call('ZSCORE', key('dead:' .. job[2] .. ':' .. job[3]), id) then
    found('dead-not-indexed', name, id)
  end
end
return { states, findings }
