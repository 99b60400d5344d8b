#!lua flags=no-writes
-- memory: how full the server is that holds the shard; in a script so that a cluster is asked where our data is
-- returns  the server's answer to INFO memory

return redis.call('INFO', 'memory')
