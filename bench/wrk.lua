-- Sends the requests of a file, each once: lines of a length, each followed by that many bytes.
local requests, sent = {}, 0

function init(args)
  local file = assert(io.open(args[1], "rb"))
  local data = file:read("*a")
  file:close()
  local at = 1
  while at <= #data do
    local ends = data:find("\n", at, true)
    local length = tonumber(data:sub(at, ends - 1))
    requests[#requests + 1] = data:sub(ends + 1, ends + length)
    at = ends + length + 1
  end
end

-- Asked for more than there are, it says the last again: whoever reads the count sees that.
function request()
  sent = math.min(sent + 1, #requests)
  return requests[sent]
end
