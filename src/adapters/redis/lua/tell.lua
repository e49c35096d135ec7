-- Sends a node a message, numbered so that it knows when it missed one. 0: there is no such node.
-- KEYS presence, told; ARGV channel, message
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
local number = redis.call('INCR', KEYS[2])
redis.call('PUBLISH', ARGV[1], string.format('%.0f\n', number) .. ARGV[2])
return number
