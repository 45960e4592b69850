package dev.roomscribe.cluster.redis;

import static dev.roomscribe.cluster.redis.RedisNode.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.support.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** After any sequence of commands of several processes, Redis answers as a few variables would. */
class LeaseScriptsModelTest {
    /** Nothing expires by itself. */
    private static final Duration LEASE_TIME = Duration.ofHours(1);

    private static Vertx vertx;
    private static RedisServer redis;
    private static RedisLink link;
    private static int rooms;

    enum Operation {
        ACQUIRE,
        ACQUIRE_IN_GRACE,
        /** A command of a lost connection arrives after its repetition. */
        ACQUIRE_LATE,
        RENEW,
        SAVE,
        SAVE_LATE,
        END,
        RELEASE,
        EXPIRE,
        /** Redis loses the room's hash, as it may in a failover. */
        LOSE
    }

    /** @param process which of the processes does it */
    record Step(Operation operation, int process) {}

    private enum Term {
        FREE,
        LIVE,
        EXPIRED
    }

    @BeforeContainer
    static void start() throws IOException {
        vertx = Vertx.vertx();
        redis = RedisServer.start(Files.createTempDirectory("leases"));
        link = new RedisConnections(vertx, new RedisSettings(redis.url(), "test"));
        Awaitility.await().until(link::isConnected);
    }

    @AfterContainer
    static void stop() {
        if (redis != null) {
            link.close();
            redis.close();
        }
        vertx.close();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Operation.class), Arbitraries.integers().between(0, 3))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Property(tries = 150)
    void leasesAreThoseOfTheModel(@ForAll("steps") List<Step> steps) {
        verify(link, steps);
    }

    static void verify(RedisLink link, List<Step> steps) {
        Room room = new Room(link);
        for (Step step : steps) {
            room.perform(step);
            room.check();
        }
        room.lose();
    }

    private static <T> T answer(Future<T> future) {
        return join(future.toCompletionStage());
    }

    private static final class NodeProcess {
        final NodeIdentity identity;
        final LeaseStore store;
        long attempts;
        /** The fence of its last lease, lost or not; 0 if it had none. */
        long fence;

        long recordNumber;

        NodeProcess(RedisLink link, String node, String instance) {
            identity = new NodeIdentity(node, instance);
            store = new LeaseStore(link, identity, LEASE_TIME);
        }
    }

    private static final class Room {
        final String id = "room-" + rooms++;
        final RedisLink link;
        final List<NodeProcess> processes;
        /** What Redis has. */
        @Nullable
        NodeProcess owner;

        Term term = Term.FREE;
        long fence;
        long recordNumber;
        long attempt;

        @Nullable
        String record;

        private int steps;

        Room(RedisLink link) {
            this.link = link;
            processes = List.of(
                    new NodeProcess(link, "a", "a1"),
                    new NodeProcess(link, "a", "a2"),
                    new NodeProcess(link, "b", "b1"),
                    new NodeProcess(link, "c", "c1"));
        }

        private @Nullable Response command(Command command, String... arguments) {
            Request request = Request.cmd(command);
            List.of(arguments).forEach(request::arg);
            return answer(link.send(request));
        }

        void perform(Step step) {
            steps++;
            NodeProcess process = processes.get(step.process());
            switch (step.operation()) {
                case ACQUIRE -> acquire(process, ++process.attempts, false);
                case ACQUIRE_IN_GRACE -> acquire(process, ++process.attempts, true);
                case ACQUIRE_LATE -> {
                    if (owner == process && attempt == process.attempts) {
                        assertThat(answer(process.store.acquire(id, process.attempts, false)))
                                .isEmpty();
                    }
                }
                case RENEW -> renew(process);
                case SAVE -> save(process, ++process.recordNumber);
                case SAVE_LATE -> save(process, process.recordNumber - 1);
                case END -> finish(process, false);
                case RELEASE -> finish(process, true);
                case EXPIRE -> expire();
                case LOSE -> lose();
            }
        }

        private void acquire(NodeProcess process, long number, boolean inGrace) {
            boolean allowed = owner == null
                    || owner.identity.node().equals(process.identity.node())
                    || term == Term.FREE
                    || (term == Term.EXPIRED && !inGrace);
            Optional<LeaseStore.Acquired> acquired = answer(process.store.acquire(id, number, inGrace));
            assertThat(acquired.isPresent()).isEqualTo(allowed);
            acquired.ifPresent(lease -> {
                assertThat(lease.record()).isEqualTo(record == null ? "" : record);
                assertThat(lease.fence()).isGreaterThan(fence);
                process.fence = lease.fence();
                process.recordNumber = 0;
                hold(process);
                recordNumber = 0;
                attempt = number;
            });
        }

        private void hold(NodeProcess process) {
            recordNumber = process.fence > fence ? 0 : recordNumber;
            owner = process;
            fence = process.fence;
            term = Term.LIVE;
        }

        private LeaseStore.Held lease(NodeProcess process) {
            return new LeaseStore.Held(id, process.fence, process.recordNumber);
        }

        private boolean isHeld(NodeProcess process) {
            return process.fence > fence || (process.fence == fence && term != Term.FREE);
        }

        private void renew(NodeProcess process) {
            if (process.fence == 0) {
                return;
            }
            LeaseStore.Renewal expected = LeaseStore.Renewal.LOST;
            if (isHeld(process)) {
                hold(process);
                expected = recordNumber < process.recordNumber
                        ? LeaseStore.Renewal.WITHOUT_RECORD
                        : LeaseStore.Renewal.RENEWED;
            }
            assertThat(answer(process.store.renew(List.of(lease(process)))).results())
                    .containsExactly(expected);
        }

        private void save(NodeProcess process, long number) {
            if (process.fence == 0 || number < 1) {
                return;
            }
            boolean held = isHeld(process);
            String saved = "record " + process.fence + " " + number + " of " + steps;
            assertThat(answer(process.store.save(new LeaseStore.Held(id, process.fence, number), saved)))
                    .isEqualTo(held);
            if (held) {
                hold(process);
                if (number > recordNumber) {
                    recordNumber = number;
                    record = saved;
                }
            }
        }

        private void finish(NodeProcess process, boolean keepsRecord) {
            if (process.fence == 0) {
                return;
            }
            process.recordNumber++;
            boolean held = process.fence >= fence;
            assertThat(answer(process.store.finish(lease(process), keepsRecord)))
                    .isEqualTo(held);
            if (held) {
                hold(process);
                term = Term.FREE;
                recordNumber = process.recordNumber;
                record = keepsRecord ? record : null;
            }
        }

        private void expire() {
            if (owner != null && term == Term.LIVE) {
                term = Term.EXPIRED;
                command(Command.HSET, link.keys().owner(id), "until", "1");
                if (record != null) {
                    command(Command.ZADD, link.keys().leases(), "1", id);
                }
            }
        }

        private void lose() {
            command(Command.DEL, link.keys().owner(id));
            command(Command.ZREM, link.keys().leases(), id);
            owner = null;
            term = Term.FREE;
            fence = 0;
            recordNumber = 0;
            attempt = 0;
            record = null;
        }

        /** What one of the processes finds. */
        void check() {
            String stored = Objects.toString(command(Command.HGET, link.keys().owner(id), "fence"), "0");
            assertThat(stored).isEqualTo(Long.toString(fence));
            NodeProcess process = processes.get(steps % processes.size());
            for (boolean inGrace : new boolean[] {true, false}) {
                for (boolean restarted : new boolean[] {true, false}) {
                    assertThat(answer(process.store.interrupted(1_000, inGrace, restarted)))
                            .as("%s, %s, %s", process.identity, inGrace, restarted)
                            .isEqualTo(isInterrupted(process, inGrace, restarted) ? List.of(record) : List.of());
                }
            }
        }

        private boolean isInterrupted(NodeProcess process, boolean inGrace, boolean restarted) {
            if (record == null || owner == null) {
                return false;
            }
            boolean earlier = owner != process && owner.identity.node().equals(process.identity.node());
            return term == Term.FREE || (term == Term.EXPIRED && (!inGrace || earlier)) || (restarted && earlier);
        }
    }
}
