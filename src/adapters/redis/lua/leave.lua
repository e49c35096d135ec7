-- Takes a viewer away, unless it was put by a later revision.
-- KEYS viewers; ARGV connectionId, revision
local found = redis.call('ZRANGEBYLEX', KEYS[1], '[' .. ARGV[1] .. '\31', '(' .. ARGV[1] .. '\32', 'LIMIT', 0, 1)[1]
if not found then
  return 0
end
local revision = string.match(string.sub(found, #ARGV[1] + 2), '^(%d+)\31')
if tonumber(revision) > tonumber(ARGV[2]) then
  return 0
end
return redis.call('ZREM', KEYS[1], found)
