package dev.roomscribe.simulation.redis;

import dev.roomscribe.simulation.clock.Lifetime;
import dev.roomscribe.simulation.clock.VirtualTime;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.BulkType;
import io.vertx.redis.client.impl.types.MultiType;
import io.vertx.redis.client.impl.types.NumberType;
import io.vertx.redis.client.impl.types.SimpleStringType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A Redis that all nodes of a simulation share. It keeps what it has when it is restarted. */
public final class RedisModel {
    /** An arbitrary time that differs from the clocks of the nodes. */
    private static final long START_MICROS = 1_772_355_600_000_000L;

    private final VirtualTime time;
    private final RedisData data;
    private final LuaScripts scripts;
    private final List<SimulatedLink> links = new ArrayList<>();
    private Consumer<Lifetime> onExecuted = by -> {};
    private boolean running = true;

    public RedisModel(VirtualTime time) {
        this.time = time;
        data = new RedisData(this::micros, this::publish);
        scripts = new LuaScripts(data::execute);
    }

    private long micros() {
        return START_MICROS + Math.round(time.millis() * 1000);
    }

    /** Sets what is called with the process that has sent a command, after its execution. */
    public void onExecuted(Consumer<Lifetime> listener) {
        onExecuted = listener;
    }

    /** Returns the fields of a hash. */
    public Map<String, String> hash(String key) {
        return ((Map<?, ?>) data.execute(List.of("HGETALL", key)))
                .entrySet().stream()
                        .collect(Collectors.toMap(
                                field -> String.valueOf(field.getKey()), field -> String.valueOf(field.getValue())));
    }

    /** Returns the ids of the entries of a stream behind a position, and the first field of each, oldest first. */
    public Map<String, String> stream(String key, String after) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (Object entry : (List<?>) data.execute(List.of("XRANGE", key, "(" + after, "+"))) {
            List<?> parts = (List<?>) entry;
            List<?> fields = (List<?>) parts.get(1);
            entries.put(String.valueOf(parts.get(0)), String.valueOf(fields.get(1)));
        }
        return entries;
    }

    /** Returns the first field of an entry of a stream; null if there is no such entry. */
    public @Nullable String entry(String key, String id) {
        List<?> found = (List<?>) data.execute(List.of("XRANGE", key, id, id));
        return found.isEmpty() ? null : String.valueOf(((List<?>) ((List<?>) found.get(0)).get(1)).get(1));
    }

    void add(SimulatedLink link) {
        links.add(link);
    }

    void remove(SimulatedLink link) {
        links.remove(link);
    }

    boolean isRunning() {
        return running;
    }

    /** Redis ends for a time; every connection to it ends. */
    public void restart(long untilNanos) {
        running = false;
        List.copyOf(links).forEach(SimulatedLink::disconnect);
        time.at(untilNanos, () -> running = true);
    }

    /** Returns what makes a replica the primary that has not received what is written from now on; all connections end. */
    public Runnable replica() {
        RedisData behind = data.copy();
        return () -> {
            data.failOver(behind);
            List.copyOf(links).forEach(SimulatedLink::disconnect);
        };
    }

    /** While it is full, nothing that needs memory is stored. */
    public void setFull(boolean full) {
        data.setFull(full);
    }

    private int publish(String channel, String message) {
        return (int) List.copyOf(links).stream()
                .filter(link -> link.deliver(channel, message))
                .count();
    }

    /** Executes a command of a process. */
    Response execute(Lifetime by, List<String> command) {
        try {
            return execute(command);
        } finally {
            onExecuted.accept(by);
        }
    }

    Response execute(List<String> command) {
        if (command.get(0).toUpperCase(Locale.ROOT).equals("EVAL")) {
            int keys = Integer.parseInt(command.get(2));
            return response(scripts.run(
                    command.get(1), command.subList(3, 3 + keys), command.subList(3 + keys, command.size())));
        }
        return response(data.execute(command));
    }

    private static Response response(Object answer) {
        if (answer == null) {
            return null;
        } else if (answer instanceof RedisData.Status status) {
            return SimpleStringType.create(status.text());
        } else if (answer instanceof Long number) {
            return NumberType.create(number);
        } else if (answer instanceof List<?> list) {
            MultiType multi = MultiType.create(list.size(), false);
            list.forEach(each -> multi.add(response(each)));
            return multi;
        } else if (answer instanceof Map<?, ?> map) {
            MultiType multi = MultiType.create(map.size(), true);
            map.forEach((key, value) -> {
                multi.add(response(key));
                multi.add(response(value));
            });
            return multi;
        }
        return BulkType.create(Buffer.buffer(answer.toString()), false);
    }
}
