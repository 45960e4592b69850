package dev.roomscribe.simulation.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.OneArgFunction;
import org.luaj.vm2.lib.TwoArgFunction;
import org.luaj.vm2.lib.VarArgFunction;
import org.luaj.vm2.lib.jse.JsePlatform;

/** Runs Lua scripts as Redis does: nothing of a script that fails is undone. Not thread-safe. */
final class LuaScripts {
    private final Globals globals = JsePlatform.standardGlobals();
    private final Map<String, LuaValue> compiled = new HashMap<>();

    /** @param command executes a command of a script */
    LuaScripts(Function<List<String>, Object> command) {
        LuaTable redis = new LuaTable();
        redis.set("call", new Call(command, false));
        redis.set("pcall", new Call(command, true));
        redis.set("error_reply", reply("err"));
        redis.set("status_reply", reply("ok"));
        redis.set("replicate_commands", reply("ok"));
        globals.set("redis", redis);
        // Redis has Lua 5.1.
        globals.set("unpack", globals.get("table").get("unpack"));
        // That of luaj has 32 bits.
        globals.get("string").set("format", new WholeNumber());
    }

    private static final class WholeNumber extends TwoArgFunction {
        @Override
        public LuaValue call(LuaValue format, LuaValue number) {
            String whole = Long.toString((long) number.todouble());
            return LuaValue.valueOf(format.tojstring().replace("%d", whole).replace("%.0f", whole));
        }
    }

    private static OneArgFunction reply(String field) {
        return new OneArgFunction() {
            @Override
            public LuaValue call(LuaValue text) {
                LuaTable table = new LuaTable();
                table.set(field, text);
                return table;
            }
        };
    }

    /** Runs a script with the arguments of {@code EVAL}. */
    Object run(String script, List<String> keys, List<String> arguments) {
        globals.set("KEYS", list(keys));
        globals.set("ARGV", list(arguments));
        try {
            return toJava(compiled.computeIfAbsent(script, globals::load).call());
        } catch (LuaError e) {
            if (e.getCause() instanceof RedisError error) {
                throw error;
            }
            throw new RedisError("ERR " + e.getMessage());
        }
    }

    private static LuaTable list(List<String> texts) {
        LuaTable table = new LuaTable();
        for (int i = 0; i < texts.size(); i++) {
            table.set(i + 1, texts.get(i));
        }
        return table;
    }

    private static final class Call extends VarArgFunction {
        private final Function<List<String>, Object> command;
        private final boolean isProtected;

        Call(Function<List<String>, Object> command, boolean isProtected) {
            this.command = command;
            this.isProtected = isProtected;
        }

        @Override
        public Varargs invoke(Varargs arguments) {
            List<String> texts = new ArrayList<>();
            for (int i = 1; i <= arguments.narg(); i++) {
                texts.add(arguments.arg(i).tojstring());
            }
            try {
                return toLua(command.apply(texts));
            } catch (RedisError error) {
                if (!isProtected) {
                    throw new LuaError(error);
                }
                LuaTable table = new LuaTable();
                table.set("err", String.valueOf(error.getMessage()));
                return table;
            }
        }
    }

    private static LuaValue toLua(Object answer) {
        if (answer == null) {
            return LuaValue.FALSE;
        } else if (answer instanceof RedisData.Status status) {
            LuaTable table = new LuaTable();
            table.set("ok", status.text());
            return table;
        } else if (answer instanceof Long number) {
            return LuaValue.valueOf(number.doubleValue());
        } else if (answer instanceof List<?> list) {
            LuaTable table = new LuaTable();
            for (int i = 0; i < list.size(); i++) {
                table.set(i + 1, toLua(list.get(i)));
            }
            return table;
        } else if (answer instanceof Map<?, ?> map) {
            // A script sees the answers of the older protocol.
            List<Object> flat = new ArrayList<>();
            map.forEach((key, value) -> {
                flat.add(key);
                flat.add(value);
            });
            return toLua(flat);
        }
        return LuaValue.valueOf(answer.toString());
    }

    private static Object toJava(LuaValue answer) {
        if (answer.isnil() || (answer.isboolean() && !answer.toboolean())) {
            return null;
        } else if (answer.isboolean()) {
            return 1L;
        } else if (answer.type() == LuaValue.TNUMBER) {
            return (long) answer.todouble();
        } else if (answer.istable()) {
            if (!answer.get("err").isnil()) {
                throw new RedisError(answer.get("err").tojstring());
            } else if (!answer.get("ok").isnil()) {
                return new RedisData.Status(answer.get("ok").tojstring());
            }
            List<Object> list = new ArrayList<>();
            for (int i = 1; !answer.get(i).isnil(); i++) {
                list.add(toJava(answer.get(i)));
            }
            return list;
        }
        return answer.tojstring();
    }
}
