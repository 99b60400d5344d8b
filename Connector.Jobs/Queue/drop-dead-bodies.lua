#!lua flags=allow-oom
-- drop-dead-bodies: forgets the events of dead letters; the record says since when
-- uses     common
-- ARGV     job ids, at most 200
-- reads    dead
-- writes   body:{id}, job:{id}, counters (deadBodiesDropped)
-- returns  how many had an event
-- guarantee Of no job that is not dead. One about an entity can still be run again: its record is read anew. One about none cannot be.

local dropped = 0
for _, id in ipairs(ARGV) do
  if redis.call('ZSCORE', key('dead'), id) then
    dropped = dropped + redis.call('DEL', key('body:' .. id))
    redis.call('HSET', key('job:' .. id), 'bodyDroppedAt', now)
  end
end
if dropped > 0 then
  count('deadBodiesDropped', dropped)
end
return dropped
