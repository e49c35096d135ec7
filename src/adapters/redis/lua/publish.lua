-- Adds items to a stream while there is room. What was handled is deleted, so its length is what is not.
-- KEYS stream; ARGV most, item... -> how many were taken
local room = tonumber(ARGV[1]) - redis.call('XLEN', KEYS[1])
local taken = math.max(0, math.min(room, #ARGV - 1))
for i = 2, taken + 1 do
  redis.call('XADD', KEYS[1], '*', 'j', ARGV[i])
end
return taken
