#!lua flags=allow-oom
-- tenants-seen: a worker says which tenants it works for, at its start and every now and then
-- uses     common
-- ARGV     tenant, ...
-- writes   tenants
-- returns  nothing
-- guarantee A tenant stays known when no worker names it any more: what is held of it may still have to be asked about.

for _, tenant in ipairs(ARGV) do
  redis.call('HSET', key('tenants'), tenant, now)
end
