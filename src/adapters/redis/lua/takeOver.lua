-- Says that a consumer lives, and gives it what dead ones hold: {id, deliveries}..., this one not counted yet.
-- KEYS stream, alive; ARGV group, consumer, milliseconds of silence after which one is dead, most
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[2], now, ARGV[2])
redis.call('PEXPIRE', KEYS[2], 3600000)
local silence = tonumber(ARGV[3])
local most = tonumber(ARGV[4])
local taken = {}
for _, told in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local consumer = {}
  for i = 1, #told, 2 do
    consumer[told[i]] = told[i + 1]
  end
  local seen = redis.call('ZSCORE', KEYS[2], consumer.name)
  local silent = seen and now - tonumber(seen) or consumer.idle
  if consumer.name ~= ARGV[2] and silent > silence then
    if consumer.pending > 0 and #taken < most then
      for _, held in ipairs(redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', most - #taken, consumer.name)) do
        redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, held[1], 'JUSTID')
        taken[#taken + 1] = { held[1], held[4] }
      end
    elseif consumer.pending == 0 and silent > 60000 then
      redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer.name)
      redis.call('ZREM', KEYS[2], consumer.name)
    end
  end
end
return taken
