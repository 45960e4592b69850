package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.cluster.redis.RedisScript;

/** What changes a room's stream, each as one step. Every script compares the fence first. */
final class LogScripts {
    private static final String FUNCTIONS = """
            local function before(id)
              local epoch, sequence = string.match(id, '(%d+)-(%d+)')
              return epoch .. '-' .. string.format('%.0f', tonumber(sequence) - 1)
            end
            local function refused(fence)
              local current = redis.call('HGET', KEYS[1], 'fence')
              if not current or tonumber(current) < tonumber(fence) then return {'unowned'} end
              if current ~= fence then return {'fenced'} end
            end
            """;

    /**
     * Keys: stored, log. Arguments: the position of an empty log. Returns the position of the newest event, the one before
     * the oldest event, the number of erasures and the start of the last session. With Redis full, nothing is kept.
     */
    static final RedisScript OPEN = new RedisScript("""
            if redis.call('EXISTS', KEYS[1]) == 0 then
              local kept = redis.pcall('HSET', KEYS[1], 'end', ARGV[1], 'start', ARGV[1])
              if type(kept) == 'table' and kept.err then return {ARGV[1], ARGV[1], false, false} end
              redis.call('PEXPIRE', KEYS[1], 86400000)
            end
            return redis.call('HMGET', KEYS[1], 'end', 'start', 'erasures', 'session')
            """);

    /**
     * Keys: owner, stored, log, rooms. Arguments: fence, id, JSON, appended at, the expected end of the stream (a question
     * mark if the event is not after it, as it was sent before and may have been dropped since), the channel, the room, the maximum of bytes, and 1 if the event starts a session. Returns {@code stored} and the new start, if
     * events were dropped; {@code taken} if the event was stored before; {@code behind} and the end of the stream if that
     * is not the expected one; {@code fenced} if another process has the room or has used the id; {@code unowned} if Redis
     * has lost the fence.
     */
    static final RedisScript APPEND = new RedisScript(FUNCTIONS + """
            local no = refused(ARGV[1])
            if no then return no end
            local state = redis.call('HMGET', KEYS[2], 'end', 'bytes', 'start')
            local last = state[1] or ''
            if last ~= ARGV[5] and not (last == '' and string.match(ARGV[5], '-0$')) then
              local found = redis.call('XRANGE', KEYS[3], ARGV[2], ARGV[2])
              if not found[1] and ARGV[5] ~= '?' then return {'behind', last} end
              if not found[1] then return {'taken'} end
              return {found[1][2][2] == ARGV[3] and 'taken' or 'fenced'}
            end
            redis.call('XADD', KEYS[3], ARGV[2], 'e', ARGV[3], 't', ARGV[4])
            local bytes = (tonumber(state[2]) or 0) + #ARGV[3]
            local start = state[3] or before(ARGV[2])
            local dropped = ''
            if bytes > tonumber(ARGV[8]) then
              local target = tonumber(ARGV[8]) * 0.95
              for round = 1, 5 do
                local oldest = redis.call('XRANGE', KEYS[3], '-', '+', 'COUNT', 100)
                local keep
                for n = 1, #oldest - 1 do
                  if bytes <= target then break end
                  bytes = bytes - #oldest[n][2][2]
                  keep = oldest[n + 1][1]
                end
                if not keep then break end
                redis.call('XTRIM', KEYS[3], 'MINID', keep)
                start = before(keep)
                dropped = start
              end
            end
            redis.call('HSET', KEYS[2], 'end', ARGV[2], 'start', start, 'bytes', string.format('%.0f', bytes))
            if ARGV[9] == '1' then
              redis.call('HSET', KEYS[2], 'session', ARGV[2] .. ' ' .. ARGV[4] .. ' ' .. ARGV[3])
            end
            redis.call('PERSIST', KEYS[1])
            redis.call('PERSIST', KEYS[2])
            redis.call('SADD', KEYS[4], ARGV[7])
            redis.call('PUBLISH', ARGV[6], ARGV[2] .. ' ' .. ARGV[4] .. ' ' .. ARGV[3])
            return {'stored', dropped}
            """);

    /** Keys: owner. Arguments: fence, progress. */
    static final RedisScript SAVE_PROGRESS = new RedisScript(FUNCTIONS + """
            local no = refused(ARGV[1])
            if no then return no end
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            redis.call('HSET', KEYS[1], 'progress', ARGV[2], 'progress_at', string.format('%.0f', now))
            return {'stored'}
            """);

    /** Keys: owner. Returns the time in ms, the progress and when it was saved. */
    static final RedisScript READ_PROGRESS = new RedisScript("""
            local time = redis.call('TIME')
            local saved = redis.call('HMGET', KEYS[1], 'progress', 'progress_at')
            return {string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)), saved[1], saved[2]}
            """);

    private LogScripts() {}
}
