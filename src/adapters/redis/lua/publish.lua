-- Adds items to a stream while there is room. What was handled is deleted, so its length is what is not.
-- KEYS stream; ARGV most, '1' where they were handed out before else '0', item... -> how many were taken
local room = tonumber(ARGV[1]) - redis.call('XLEN', KEYS[1])
local taken = math.max(0, math.min(room, #ARGV - 2))
for i = 3, taken + 2 do
  if ARGV[2] == '1' then
    redis.call('XADD', KEYS[1], '*', 'j', ARGV[i], 'again', '1')
  else
    redis.call('XADD', KEYS[1], '*', 'j', ARGV[i])
  end
end
return taken
