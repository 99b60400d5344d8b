#!lua
-- ask-journal: asks the workers of another directory for what its journals hold
-- uses     common
-- ARGV     directory, the question (JSON, see JournalQuestion), ms it is of use
-- writes   journal-questions:{directory}
-- returns  nothing
-- guarantee One process of the directory answers: who takes a question off the list. It expires, as do those nobody takes; the last 100 are kept.

local questions = key('journal-questions:' .. ARGV[1])
redis.call('RPUSH', questions, ARGV[2])
redis.call('LTRIM', questions, -100, -1)
redis.call('PEXPIRE', questions, ARGV[3])
wake('journals')
