#!lua flags=allow-oom
-- trim: forgets the records of the jobs that ended first, beyond a number
-- ended (list)   ids of finished jobs, the oldest first; those that the retention by age has taken are still counted until trimmed
-- uses     common
-- ARGV     how many ended jobs are kept, ms of retention
-- reads    ended
-- writes   ended, job:{id}, body:{id}, at most 500; runs, without those whose retention is over
-- returns  how many ids were taken off the list
-- guarantee Changes no counter, and no job that is not finished.

redis.call('ZREMRANGEBYSCORE', key('runs'), '-inf', now - tonumber(ARGV[2]))
local surplus = math.min(500, redis.call('LLEN', key('ended')) - tonumber(ARGV[1]))
if surplus <= 0 then
  return 0
end
for _, id in ipairs(redis.call('LPOP', key('ended'), surplus)) do
  if redis.call('HGET', key('job:' .. id), 'state') == 'finished' then
    redis.call('DEL', key('job:' .. id), key('body:' .. id))
  end
end
return surplus
