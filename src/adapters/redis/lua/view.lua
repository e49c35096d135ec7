-- Puts a viewer, or renews it; an earlier revision never replaces a later one. 1: there was none whose lease held.
-- KEYS viewers; ARGV connectionId, revision, now, member, ttl
-- A member is connectionId US revision US expires US rest: viewers lie in the order of their connections.
local now = tonumber(ARGV[3])
local found = redis.call('ZRANGEBYLEX', KEYS[1], '[' .. ARGV[1] .. '\31', '(' .. ARGV[1] .. '\32', 'LIMIT', 0, 1)[1]
local missing = 1
if found then
  local revision, expires = string.match(string.sub(found, #ARGV[1] + 2), '^(%d+)\31(%d+)\31')
  if tonumber(expires) > now then
    missing = 0
  end
  if tonumber(revision) > tonumber(ARGV[2]) then
    return missing
  end
  redis.call('ZREM', KEYS[1], found)
end
-- Whoever reads takes away what lapsed; where nobody reads, so does who comes: two for each.
for _, other in ipairs(redis.call('ZRANDMEMBER', KEYS[1], 2)) do
  if tonumber(string.match(other, '^[^\31]*\31%d+\31(%d+)\31')) <= now then
    redis.call('ZREM', KEYS[1], other)
  end
end
redis.call('ZADD', KEYS[1], 0, ARGV[4])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[5]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
end
return missing
