-- Shared: what people changed.
-- uses     common
--
-- operations (stream)   by, what, target, detail, of a run its batch; one entry per change that a person made, about the last 10,000
--
-- The script that makes the change writes the entry, so that neither is there without the other. What the machine does by itself
-- (a worker that holds a tenant) is no operation: then `by` is empty.

local mostOperations = 10000

local function operation(by, what, target, detail, batch)
  if by ~= '' then
    local entry = { 'by', by, 'what', what, 'target', target, 'detail', detail, batch and 'batch', batch }
    redis.call('XADD', key('operations'), 'MAXLEN', '~', mostOperations, '*', unpack(entry))
  end
end
