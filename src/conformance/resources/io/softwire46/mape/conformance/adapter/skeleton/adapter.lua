-- Adapter of a MAP-E product for the conformance kit: process protocol 1 on standard input and output.
-- Fill in configure and exchange, then remove the entry of "unsupported". Needs Lua 5.1 or later.

-- What the product can do. The kit stays inside these limits; docs/conformance-protocol.md explains each field.
local HELLO = '"protocol":1,"name":"example","version":"0","homepage":null,"roles":["br"],"formats":["rfc7597"],'
  .. '"kinds":["prefix","address","shared","oneToOne"],"limits":{"psidOffset":[0,15],"psidLength":[0,16],'
  .. '"eaLength":[0,48],"ipv4PrefixLength":[0,32],"ipv6PrefixLength":[0,128],"eaEnd":128},"options":[],'
  .. '"optionDefaults":{},"as":[],"queries":{},"observes":["packets"],"clock":"real","delivery":"sync",'
  .. '"reset":true,"maxPacket":9000,"maxRules":10000,'
  .. '"unsupported":[{"property":"*","reason":"not implemented yet","url":null}]'

-- The fields of each request besides seq and cmd; a request has all of them and no other.
local FIELDS = {
  hello = { "protocol", "suite" },
  configure = { "role", "domains", "endUserPrefix", "as" },
  exchange = { "packets", "until", "quietMillis", "deadlineMillis" },
  query = { "query" },
  counters = {},
  tick = { "nanos" },
  reset = {},
  bye = {},
}

local MAX_LINE = 4 * 1024 * 1024
local NULL = {} -- the value null

-- Configures the product. '"refused":"why"' if it finds the rules invalid, '"unsupported":"why"' if it lacks a feature.
local function configure(request)
  io.stderr:write("domains ", #request.domains, "\n")
  return '"ok":true'
end

-- Sends packets to the product and writes what it sends, such as {"side":"ipv6","hex":"60...","cause":0}.
local function exchange(request)
  for _, packet in ipairs(request.packets) do
    io.stderr:write("packet of ", #packet.hex / 2, " octets on side ", packet.side, "\n")
  end
  return '"ended":"sync","out":[]'
end

-- Returns the condition, or ends the request with an error.
local function need(condition, problem)
  return condition or error({ problem = problem }, 0)
end

local text, at -- of the parser

local function take(token)
  local found = text:sub(at, at + #token - 1) == token
  at = found and (text:find("[^ \t\r\n]", at + #token) or #text + 1) or at
  return found
end

local function expect(token)
  need(take(token), "column " .. at .. ": " .. token .. " is missing")
end

local function parse_string()
  local from = at + 1
  need(text:sub(at, at) == '"', "column " .. at .. " is not a string")
  at = need(text:find('["\\%c]', from), "string has no end")
  while text:sub(at, at) == "\\" do
    need(text:find('^["\\/bfnrt]', at + 1) or text:find("^u%x%x%x%x", at + 1), "string is malformed")
    at = need(text:find('["\\%c]', at + 2), "string has no end")
  end
  local value = text:sub(from, at - 1) -- escapes stay: no field of the protocol needs them
  expect('"')
  return value
end

local function parse_items(close, parse_item)
  if not take(close) then
    repeat
      parse_item()
    until not take(",")
    expect(close)
  end
end

local function parse_word()
  local word = text:match("^[%w.+-]+", at) or ""
  take(word)
  if word == "true" or word == "false" or word == "null" then
    return word == "true" or word == "null" and NULL
  end
  local fraction = word:match("^%-?0(.*)$") or word:match("^%-?[1-9]%d*(.*)$") or "x"
  local exponent = fraction:match("^%.%d+(.*)$") or fraction
  need(exponent == "" or exponent:find("^[eE][+-]?%d+$"), "column " .. at .. " is not JSON")
  return tonumber(word)
end

local function parse_value(depth)
  need(depth <= 64, "too many levels")
  local value = {}
  if take("{") then
    parse_items("}", function()
      local name = parse_string()
      expect(":")
      need(value[name] == nil, "duplicate field " .. name)
      value[name] = parse_value(depth + 1)
    end)
    return value
  elseif take("[") then
    parse_items("]", function()
      value[#value + 1] = parse_value(depth + 1)
    end)
    return value
  end
  return text:sub(at, at) == '"' and parse_string() or parse_word()
end

-- Reads a request strictly.
local function read(line, seq)
  text, at = line, 1
  need(#line <= MAX_LINE and line:sub(1, 1) == "{", "line is not one object of at most 4 MiB")
  local request = parse_value(0)
  need(at > #text, "found more than one object")
  local fields = need(FIELDS[request.cmd or ""], "cmd is unknown")
  need(request.seq == seq, "seq is not " .. seq)
  local known = { seq = true, cmd = true }
  for _, name in ipairs(fields) do
    known[name] = need(request[name] ~= nil, "field " .. name .. " is missing")
  end
  for name in pairs(request) do
    need(known[name], "unknown field " .. name)
  end
  return request
end

local seq = 0
for line in io.lines() do
  seq = seq + 1
  local cmd
  local done, result = pcall(function()
    local request = read(line, seq)
    cmd = request.cmd
    local answers = { hello = HELLO, reset = '"ok":true', bye = '"ok":true' }
    return cmd == "configure" and configure(request)
      or cmd == "exchange" and exchange(request)
      or need(answers[cmd], cmd .. " is not declared")
  end)
  if not done then
    local problem = type(result) == "table" and result.problem or "malformed field: " .. tostring(result)
    result = '"error":"' .. problem:gsub('[%c"\\\128-\255]', "?") .. '"'
  end
  io.write('{"seq":', seq, ",", result, "}\n")
  io.flush()
  if cmd == "bye" then break end
end
