#!lua
-- replay: (nothing) -> scheduled, as a request to run an ended job again; or -> waiting, if the job was about no entity: it is decided
--          again, from a copy of its body. If the job was dead: dead -> finished (replayed), in the same step. A dead request, such as an undo, is asked
--          for again, with all it said: a look at the entity instead would close it, and nobody would undo anything.
-- uses     common, hash, ending, requesting, waiting
-- ARGV     job id, the ended job's id, replay or fresh, by, 1 if only a dead job may be done over, ms of retention, ms of body retention
-- reads    job:{id}, body:{id}
-- writes   as request.lua; to decide again: counters (accepted), job:{id}, body:{id}, waiting, waiting:{tenant}, waiting-turns, turn
-- returns  verdict, job id: made, or known with the job that did it before; open, unknown, not_dead or no_body if there is none to make
-- guarantee Once per job id; a dead job is released once, whoever repeats the call under whichever id.

local id, oldId, kind, by, onlyDead, retention, bodyRetention = unpack(ARGV)
if redis.call('EXISTS', key('job:' .. id)) == 1 then
  return { 'known', id }
end
local old = redis.call('HMGET', key('job:' .. oldId), 'state', 'tenant', 'account', 'entity', 'eventId', 'replayedAs', 'request', 'detail')
if not old[1] then
  return { 'unknown', '' }
end
if old[1] ~= 'finished' and old[1] ~= 'dead' then
  return { 'open', '' }
end
if onlyDead == '1' and old[1] ~= 'dead' then
  return old[6] and { 'known', old[6] } or { 'not_dead', '' }
end

local function made()
  saveHashes()
  return { 'made', id }
end

if old[4] and old[4] ~= '' then
  local isAsked = old[1] == 'dead' and old[7] and old[7] ~= 'replay' and old[7] ~= 'fresh'
  requestJob(id, old[2], old[3], old[4], isAsked and old[7] or kind, by, oldId, isAsked and old[8] or '', retention, bodyRetention)
  return made()
end

local body = redis.call('GET', key('body:' .. oldId))
if not body then
  return { 'no_body', '' }
end
count('accepted', 1)
redis.call('HSET', key('job:' .. id), 'tenant', old[2], 'eventId', old[5] or id, 'receivedAt', now, 'traceParent', '',
  'state', 'waiting', 'by', by, 'replayOf', oldId)
redis.call('SET', key('body:' .. id), body)
letWait({ { old[2], id } })
if closeDead(oldId, 'replayed', by, retention, bodyRetention) then
  put(jobOf(oldId).record, 'replayedAs', id)
end
wake('events')
return made()
