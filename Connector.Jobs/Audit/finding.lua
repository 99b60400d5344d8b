-- Shared: what a deep audit finds. A script is one moment: what contradicts itself there is wrong, however busy the machine is.
-- uses     common
--
-- A finding is { kind, key, { ARGV that make the same script look at this one thing again } }. Kinds: see FindingKinds.cs.

local findings = {}

local function found(kind, name, ...)
  findings[#findings + 1] = { kind, key(name), { ... } }
end

local function mustExpire(name, ...)
  if redis.call('PTTL', key(name)) == -1 then
    found('key-without-expiry', name, ...)
  end
end
