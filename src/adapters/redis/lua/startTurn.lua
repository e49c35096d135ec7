-- Closes a turn to further callers. 0: another one did.
-- KEYS turns; ARGV turn
local started = tonumber(redis.call('HGET', KEYS[1], 'started') or 0)
if started + 1 ~= tonumber(ARGV[1]) then
  return 0
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], 'started', ARGV[1], 'at', string.format('%.0f', now), 'lease', '0')
return 1
