-- Sends a node a message, numbered so that it knows when it missed one. 0: there is no such node.
-- KEYS presence, told; ARGV channel, message, 1: it may be there though it did not say so
if redis.call('EXISTS', KEYS[1]) == 0 and ARGV[3] == '0' then
  return 0
end
local number = redis.call('INCR', KEYS[2])
if number == 1 then
  redis.call('PEXPIRE', KEYS[2], 86400000)
end
redis.call('PUBLISH', ARGV[1], string.format('%.0f\n', number) .. ARGV[2])
return number
