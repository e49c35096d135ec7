-- Hands out again entries that this consumer still holds: {id, deliveries, item}...
-- KEYS stream; ARGV group, consumer, id...
local answer = {}
for i = 3, #ARGV do
  local id = ARGV[i]
  local held = redis.call('XPENDING', KEYS[1], ARGV[1], id, id, 1)[1]
  if held and held[2] == ARGV[2] then
    local entry = redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, id)[1]
    if entry then
      answer[#answer + 1] = { id, held[4] + 1, entry[2][2] }
    end
  end
end
return answer
