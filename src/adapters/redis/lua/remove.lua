-- Removes dead letters; answers how many were there.
-- KEYS letters, order; ARGV id...
local removed = 0
for _, id in ipairs(ARGV) do
  removed = removed + redis.call('HDEL', KEYS[1], id)
  redis.call('ZREM', KEYS[2], id)
end
return removed
