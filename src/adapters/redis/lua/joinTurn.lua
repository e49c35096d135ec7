-- Joins the refresh that has not started: {turn, 1 if the caller is to start it, milliseconds to wait}
-- KEYS turns; ARGV milliseconds between two starts, milliseconds after which a leader that did not start is dead
-- Fields: started, finished, at (of the last start), lease (of who leads the next).
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local state = redis.call('HMGET', KEYS[1], 'started', 'at', 'lease')
local wait = math.max(0, tonumber(state[2] or 0) + tonumber(ARGV[1]) - now)
local lead = tonumber(state[3] or 0) <= now
if lead then
  redis.call('HSET', KEYS[1], 'lease', string.format('%.0f', now + wait + tonumber(ARGV[2])))
end
return { tonumber(state[1] or 0) + 1, lead and 1 or 0, wait }
