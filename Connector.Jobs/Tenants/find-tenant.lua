#!lua flags=no-writes
-- find-tenant: whether anybody knows a tenant, and if nobody does, which ones are known
-- uses     common
-- ARGV     tenant
-- reads    tenants, holds, spend, ended-tenants, leashes, proposing, waiting-turns, turns, due; whether there are mapping:{tenant},
--          tenant:{tenant}, writes:{tenant}, waiting:{tenant}
-- returns  1 if it is known; else 0 and the names of those that are, some perhaps twice
-- guarantee A worker of the version before does not say which tenants it has: what it has ever worked on is known all the same.

local tenant = ARGV[1]
local hashes = { 'tenants', 'holds', 'spend' }
local sets = { 'ended-tenants', 'leashes', 'proposing' }
local sorted = { 'waiting-turns', 'turns', 'due' }

local function isKnown()
  if redis.call('EXISTS', key('mapping:' .. tenant), key('tenant:' .. tenant), key('writes:' .. tenant), key('waiting:' .. tenant)) > 0 then
    return true
  end
  for _, name in ipairs(hashes) do
    if redis.call('HEXISTS', key(name), tenant) == 1 then
      return true
    end
  end
  for _, name in ipairs(sets) do
    if redis.call('SISMEMBER', key(name), tenant) == 1 then
      return true
    end
  end
  for _, name in ipairs(sorted) do
    if redis.call('ZSCORE', key(name), tenant) then
      return true
    end
  end
  return false
end

if isKnown() then
  return { '1' }
end
local answer = { '0' }
local function add(names)
  for _, name in ipairs(names) do
    answer[#answer + 1] = name
  end
end
for _, name in ipairs(hashes) do
  add(redis.call('HKEYS', key(name)))
end
for _, name in ipairs(sets) do
  add(redis.call('SMEMBERS', key(name)))
end
for _, name in ipairs(sorted) do
  add(redis.call('ZRANGE', key(name), 0, -1))
end
return answer
