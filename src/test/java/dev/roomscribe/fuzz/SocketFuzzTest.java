package dev.roomscribe.fuzz;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.proto.AgentResponse;
import dev.roomscribe.fishjam.proto.Track;
import dev.roomscribe.fishjam.proto.TrackType;
import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.session.SessionState;
import dev.roomscribe.session.TestService;
import dev.roomscribe.support.LoggedFailures;
import dev.roomscribe.support.Waiting;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import io.vertx.core.http.WebSocketFrame;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/**
 * The sockets of Fishjam send anything, in any order, and break at any time: nothing is an error of the service, its memory
 * is bounded, and it transcribes afterwards as before. {@code -Droomscribe.fuzz.messages} and {@code -Droomscribe.fuzz.seed}
 * change how many messages each test sends, and which.
 */
class SocketFuzzTest {
    private static final int MESSAGES = Integer.getInteger("roomscribe.fuzz.messages", 2_000);
    private static final long SEED = Long.getLong("roomscribe.fuzz.seed", 16);
    /** Each costs the time of a reconnect. */
    private static final int BREAKS = 6;

    private static final long MAX_GROWTH_BYTES = 64 << 20;
    private static final int MARGIN = 8;
    private static final String ROOM = "weekly";

    /** What the process holds after a garbage collection. */
    private record Footprint(long threads, long files, long heapBytes) {
        static Footprint now() {
            System.gc();
            return new Footprint(
                    Thread.getAllStackTraces().size(),
                    ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                            .getOpenFileDescriptorCount(),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
    }

    private final Random random = new Random(SEED);
    private final RandomFrames frames = new RandomFrames(random);
    private TestService service;
    private EmbeddedRoom room;
    private EmbeddedPeer alice;

    @Test
    void anythingOnTheAgentSocketLeavesASessionThatTranscribes() {
        verify(() -> {
            start();
            RandomAudio messages = new RandomAudio(random, frames, alice.id());
            for (int message = 0; message < MESSAGES; message++) {
                if (isTimeToBreak(message)) {
                    breakAgent();
                } else {
                    agent().sendFrames(frames.valid(messages.get()));
                }
            }
        });
    }

    @Test
    void anythingOnTheNotificationSocketLeavesRoomsThatAreTranscribed() {
        verify(() -> {
            service.startAutoTranscription();
            agent();
            RandomNotifications messages = new RandomNotifications(random, frames, ROOM, alice.id());
            for (int message = 0; message < MESSAGES; message++) {
                if (isTimeToBreak(message)) {
                    breakNotifications();
                } else {
                    service.fishjam.notifyFrames(frames.valid(messages.get()));
                }
            }
            EmbeddedRoom later = service.fishjam.openRoom("later");
            later.join("Bob");
            soon().until(() -> isListening("later"));
        });
    }

    private void verify(Runnable traffic) {
        // The first service of a process loads classes and starts threads that stay.
        serve();
        service.close();
        Footprint before = Footprint.now();
        try (LoggedFailures failures = new LoggedFailures()) {
            serve();
            try {
                traffic.run();
                assertTranscribes();
                assertThat(Footprint.now().heapBytes() - before.heapBytes())
                        .as("growth of the heap in bytes, seed %d", SEED)
                        .isLessThan(MAX_GROWTH_BYTES);
            } finally {
                service.close();
            }
            assertThat(failures.lines()).as("seed %d", SEED).isEmpty();
        }
        soon().untilAsserted(() -> {
            Footprint after = Footprint.now();
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + MARGIN);
            assertThat(after.files()).isLessThanOrEqualTo(before.files() + MARGIN);
        });
    }

    private void serve() {
        ScriptedDecoders decoders = new ScriptedDecoders();
        // Random audio must not be an order to fail.
        decoders.failures.set(0);
        service = TestService.with(decoders).start();
        room = service.fishjam.openRoom(ROOM);
        alice = room.join("Alice");
    }

    private void start() {
        service.start(ROOM);
    }

    private boolean isTimeToBreak(int message) {
        return message % (MESSAGES / (BREAKS + 1) + 1) == MESSAGES / (BREAKS + 1);
    }

    private void breakAgent() {
        EmbeddedPeer agent = agent();
        switch (random.nextInt(4)) {
            case 0 -> agent.drop();
            case 1 -> agent.crash(frames.id());
            case 2 -> {
                agent.remove();
                awaitEndOrSuccessor(agent);
            }
            default -> agent.sendFrames(frames.invalid());
        }
    }

    private void breakNotifications() {
        if (random.nextBoolean()) {
            service.fishjam.dropNotifiers();
        } else {
            List<WebSocketFrame> invalid = frames.invalid();
            service.fishjam.notifyFrames(invalid);
        }
    }

    /** The removal of its agent ends a session, unless it was reconnecting: then it creates another agent. */
    private void awaitEndOrSuccessor(EmbeddedPeer removed) {
        soon().until(() -> isEnded()
                || (connectedAgent().filter(agent -> !agent.equals(removed)).isPresent() && isListening(ROOM)));
        if (isEnded()) {
            assertThat(service.published(ROOM, SessionEnded.class))
                    .last()
                    .extracting(SessionEnded::reason)
                    .isEqualTo(SessionEndReason.STOPPED);
            start();
        }
    }

    private boolean isEnded() {
        return await(service.sessions.status(ROOM)).isEmpty();
    }

    /** Returns the agent that is connected to the room, as soon as there is one. */
    private EmbeddedPeer agent() {
        Optional<EmbeddedPeer> connected = connectedAgent();
        if (connected.isEmpty()) {
            soon().until(() -> connectedAgent().isPresent() && isListening(ROOM));
        }
        return connectedAgent().orElseGet(this::agent);
    }

    private Optional<EmbeddedPeer> connectedAgent() {
        return room.agents().stream().filter(EmbeddedPeer::connected).findFirst();
    }

    private boolean isListening(String roomId) {
        return await(service.sessions.status(roomId))
                .filter(session -> session.state() == SessionState.LISTENING)
                .isPresent();
    }

    /** A peer that joins now is transcribed. */
    private void assertTranscribes() {
        soon().until(() -> isListening(ROOM));
        EmbeddedPeer bob = room.join("Bob");
        byte[] word = AgentResponse.newBuilder()
                .setTrackData(AgentResponse.TrackData.newBuilder()
                        .setPeerId(bob.id())
                        .setTrack(Track.newBuilder().setId("last").setType(TrackType.TRACK_TYPE_AUDIO))
                        .setData(ByteString.copyFrom(word((short) 9))))
                .build()
                .toByteArray();
        // The last frames may have broken the connection, which the service may be about to notice.
        soon().pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            agent().sendRaw(word);
            assertThat(service.texts(ROOM)).anyMatch(text -> text.contains("w9"));
        });
    }

    /** Returns 0.2 s of a word, and the end of the utterance. */
    private static byte[] word(short word) {
        ByteBuffer pcm = ByteBuffer.allocate(6_400).order(ByteOrder.LITTLE_ENDIAN);
        while (pcm.remaining() > 2) {
            pcm.putShort(word);
        }
        return pcm.putShort(ScriptedDecoders.END).array();
    }

    private static ConditionFactory soon() {
        return Waiting.await().pollInterval(Duration.ofMillis(10));
    }
}
