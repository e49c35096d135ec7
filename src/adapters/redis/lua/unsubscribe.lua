-- Ends a subscription if the ref is the one stored. Answers a revision: viewers up to it may go. nil: nothing ended.
-- KEYS connection; ARGV now, queryId, ref
local row = redis.call('HMGET', KEYS[1], 'x', 'f:' .. ARGV[2])
if not row[1] or tonumber(row[1]) <= tonumber(ARGV[1]) or not row[2] then
  return false
end
local at = string.find(row[2], '\31', 1, true)
if string.sub(row[2], at + 1) ~= ARGV[3] then
  return false
end
redis.call('HDEL', KEYS[1], 's:' .. ARGV[2], 'f:' .. ARGV[2])
return string.format('%.0f', redis.call('HINCRBY', KEYS[1], 'r', 1))
