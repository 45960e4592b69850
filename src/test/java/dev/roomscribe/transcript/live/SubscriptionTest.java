package dev.roomscribe.transcript.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.Events;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionTest {
    private static final int KEPT = 100;
    private static final int MAX_LAG = 20;
    private static final int MOST = 4;
    private static final Duration MAX_AGE = Duration.ofHours(1);

    private final MutableClock clock = new MutableClock();
    private final RecordingObserver observer = new RecordingObserver();
    private final Transcripts transcripts = new Transcripts(
            new MemoryStore(new Retention(KEPT, MAX_AGE), clock),
            new SubscriberLimits(MAX_LAG, MOST, Duration.ofSeconds(2)),
            clock,
            observer);
    private final RoomTranscript room = transcripts.open("r1");

    // What a fresh subscriber gets

    @Test
    void aFreshSubscriberGetsASnapshotThenWhatIsNew() {
        room.append(Events.started());
        room.append(Events.said("before"));
        Reader reader = fresh();
        assertThat(reader.read()).containsExactly("session.snapshot");
        room.append(Events.said("one"));
        room.append(Events.said("two"));
        assertThat(reader.read()).containsExactly("final one", "final two");
    }

    @Test
    void theSnapshotShowsSessionPeersFinalsAndPartialsAndItsPlace() {
        room.append(Events.started());
        room.append(Events.joined("p1"));
        room.append(Events.joined("p2"));
        room.append(Events.left("p2"));
        room.append(Events.said("hello"));
        room.publish(Events.partial("p1", "u2", 3, "open"));
        room.publish(Events.partial("p1", "u3", 4, ""));

        Delivery.Event delivery = (Delivery.Event)
                new Reader(room.subscribe(everything(null))).poll().orElseThrow();
        JsonNode snapshot = Reader.json(delivery);
        assertThat(delivery.id()).isNull();
        assertThat(snapshot.fieldNames())
                .toIterable()
                .containsExactly("type", "room_id", "session", "peers", "finals", "partials", "last_id");
        assertThat(snapshot.get("session"))
                .hasToString("{\"session_id\":\"s1\",\"state\":\"listening\","
                        + "\"started_at\":\"2026-09-21T14:13:20.000Z\"}");
        assertThat(snapshot.get("peers")).hasToString("[{\"peer_id\":\"p1\",\"name\":\"Name of p1\"}]");
        assertThat(texts(snapshot.get("finals"))).containsExactly("hello");
        assertThat(texts(snapshot.get("partials"))).containsExactly("open");
        assertThat(snapshot.get("finals").get(0).get("id").textValue())
                .isEqualTo(snapshot.get("last_id").textValue())
                .isEqualTo(id(5));
    }

    @Test
    void theSnapshotOfARoomWithoutASessionHasNone() {
        JsonNode snapshot = snapshot(everything(null));
        assertThat(snapshot.has("session")).isFalse();
        assertThat(snapshot.get("last_id").textValue()).isEqualTo(id(0));
    }

    @Test
    void theSnapshotSaysThatASessionEnded() {
        room.append(Events.started());
        room.append(Events.joined("p1"));
        room.append(Events.ended());
        JsonNode snapshot = snapshot(everything(null));
        assertThat(snapshot.get("session").get("state").textValue()).isEqualTo("ended");
        assertThat(snapshot.get("session").get("ended_at").textValue()).isEqualTo("2026-09-21T14:13:29.000Z");
        assertThat(snapshot.get("peers")).isEmpty();
    }

    @Test
    void theSnapshotShowsTheLastTwentyFinals() {
        IntStream.rangeClosed(1, 23).forEach(i -> room.append(Events.said("t" + i)));
        assertThat(texts(snapshot(everything(null)).get("finals")))
                .hasSize(20)
                .startsWith("t4")
                .endsWith("t23");
    }

    @Test
    void theSnapshotShowsNoFinalThatIsTooOld() {
        room.append(Events.said("old"));
        clock.turn(MAX_AGE.plusSeconds(1));
        room.append(Events.said("new"));
        assertThat(texts(snapshot(everything(null)).get("finals"))).containsExactly("new");
    }

    @Test
    void theSnapshotShowsOnlyWhatTheSubscriberAskedFor() {
        room.append(Events.said("p1", "u1", "mine"));
        room.append(Events.said("p2", "u2", "theirs"));
        room.publish(Events.partial("p1", "u3", 1, "my partial"));
        room.publish(Events.partial("p2", "u4", 1, "their partial"));

        JsonNode mine = snapshot(new SubscriptionRequest(null, true, Set.of("p1")));
        assertThat(texts(mine.get("finals"))).containsExactly("mine");
        assertThat(texts(mine.get("partials"))).containsExactly("my partial");
        assertThat(snapshot(new SubscriptionRequest(null, false, Set.of())).get("partials"))
                .isEmpty();
    }

    // Resuming

    @Test
    void aReplayFollowsTheIdAndRunsIntoWhatIsNew() {
        List.of("a", "b", "c").forEach(text -> room.append(Events.said(text)));
        Reader reader = subscribe(id(1));
        assertThat(reader.readOne()).isEqualTo("final b");
        room.append(Events.said("d"));
        assertThat(reader.read()).containsExactly("final c", "final d");
        room.append(Events.said("e"));
        assertThat(reader.read()).containsExactly("final e");
    }

    @Test
    void whoHadEverythingGetsOnlyWhatIsNew() {
        room.append(Events.said("a"));
        Reader reader = subscribe(id(1));
        assertThat(reader.read()).isEmpty();
        room.append(Events.said("b"));
        assertThat(reader.read()).containsExactly("final b");
    }

    @Test
    void whatWasDeliveredLiveIsReplayedTheSame() {
        Reader live = subscribe("0");
        room.append(Events.started());
        room.append(Events.said("a"));
        assertThat(subscribe("0").drain()).isEqualTo(live.drain());
    }

    @Test
    void durableEventsCarryTheirIdAndOthersNone() {
        Reader reader = subscribe("0");
        room.append(Events.said("a"));
        room.publish(Events.partial("p1", "u2", 1, "b"));
        assertThat(reader.drain().stream().map(delivery -> ((Delivery.Event) delivery).id()))
                .containsExactly(id(1), null);
    }

    @Test
    void zeroIsEverythingThatIsKept() {
        List.of("a", "b").forEach(text -> room.append(Events.said(text)));
        assertThat(subscribe("0").read()).containsExactly("final a", "final b");
    }

    @Test
    void zeroSaysWhenTheBeginningIsNoLongerKept() {
        room.append(Events.said("old"));
        clock.turn(MAX_AGE.plusSeconds(1));
        room.append(Events.said("new"));
        assertThat(subscribe("0").read()).containsExactly("gap expired_id", "final new");
    }

    @Test
    void anIdThatIsNoLongerKeptGivesAGapWithoutAnIdFirst() {
        room.append(Events.said("a"));
        room.append(Events.said("b"));
        clock.turn(MAX_AGE.plusSeconds(1));
        room.append(Events.said("c"));
        List<Delivery> read = subscribe(id(1)).drain();
        assertThat(read.stream().map(Reader::inWords)).containsExactly("gap expired_id", "final c");
        assertThat(((Delivery.Event) read.get(0)).id()).isNull();
        assertThat(Reader.json(read.get(0)).get("after_id").textValue()).isEqualTo(id(1));
        assertThat(Reader.json(read.get(0)).get("resumes_at").textValue()).isEqualTo(id(3));
    }

    @Test
    void theIdBeforeTheOldestThatIsKeptMissesNothing() {
        room.append(Events.said("a"));
        clock.turn(MAX_AGE.plusSeconds(1));
        room.append(Events.said("b"));
        assertThat(subscribe(id(1)).read()).containsExactly("final b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "-1", "1789999999999-1", "1790000000001-1", "1790000000000-2"})
    void anIdThatIsNoneOfThisLogGivesAGapThenEverything(String after) {
        room.append(Events.said("a"));
        List<Delivery> read = subscribe(after).drain();
        assertThat(read.stream().map(Reader::inWords)).containsExactly("gap unknown_id", "final a");
        assertThat(((Delivery.Event) read.get(0)).id()).isNull();
        assertThat(Reader.json(read.get(0)).has("after_id")).isFalse();
        assertThat(Reader.json(read.get(0)).get("resumes_at").textValue()).isEqualTo(id(1));
    }

    @Test
    void aGapBeforeAnEmptyLogNamesNoPlaceToGoOn() {
        Reader reader = subscribe("nonsense");
        Delivery gap = reader.poll().orElseThrow();
        assertThat(Reader.json(gap).has("resumes_at")).isFalse();
        room.append(Events.said("a"));
        assertThat(reader.read()).containsExactly("final a");
    }

    // Filters

    @Test
    void whoWantsNoPartialsGetsNone() {
        Reader reader = subscribe(new SubscriptionRequest("0", false, Set.of()));
        room.publish(Events.partial("p1", "u1", 1, "a"));
        room.append(Events.said("p1", "u1", "a b"));
        assertThat(reader.read()).containsExactly("final a b");
    }

    @Test
    void whoWantsSomePeersGetsTheirWordsAndTheSession() {
        Reader reader = subscribe(new SubscriptionRequest("0", true, Set.of("p1", "p3")));
        room.append(Events.started());
        for (String peer : List.of("p1", "p2", "p3")) {
            room.append(Events.joined(peer));
            room.publish(Events.partial(peer, "u" + peer, 1, "by " + peer));
            room.append(Events.gap(peer, 1, 2.0, "Oh."));
        }
        room.append(Events.left("p2"));
        room.append(Events.said("p2", "x2", "by p2"));
        room.append(Events.said("p3", "x3", "by p3"));
        room.append(Events.ended());
        assertThat(reader.read())
                .containsExactly(
                        "session.started",
                        "peer.joined",
                        "gap overload",
                        "peer.joined",
                        "gap overload",
                        "final by p3",
                        "session.ended");
    }

    @Test
    void whoWantsSomePeersGetsTheirPartials() {
        Reader reader = subscribe(new SubscriptionRequest("0", true, Set.of("p1")));
        room.publish(Events.partial("p2", "u2", 1, "theirs"));
        room.publish(Events.partial("p1", "u1", 1, "mine"));
        assertThat(reader.read()).containsExactly("partial mine");
    }

    // Partials

    @Test
    void onlyTheNewestRevisionIsDelivered() {
        Reader reader = subscribe("0");
        List.of("a", "a b", "a b c").forEach(text -> room.publish(Events.partial("p1", "u1", text.length(), text)));
        assertThat(reader.read()).containsExactly("partial a b c");
        assertThat(reader.read()).isEmpty();
    }

    @Test
    void whoWaitsGetsEveryRevision() {
        Reader reader = subscribe("0");
        assertThat(reader.read()).isEmpty();
        room.publish(Events.partial("p1", "u1", 1, "a"));
        assertThat(reader.read()).containsExactly("partial a");
        room.publish(Events.partial("p1", "u1", 2, "a b"));
        assertThat(reader.read()).containsExactly("partial a b");
    }

    @Test
    void anOlderRevisionIsIgnored() {
        Reader reader = subscribe("0");
        room.publish(Events.partial("p1", "u1", 2, "new"));
        room.publish(Events.partial("p1", "u1", 1, "old"));
        room.publish(Events.partial("p1", "u1", 2, "again"));
        assertThat(reader.read()).containsExactly("partial new");
        assertThat(observer.published).containsExactly("r1 transcript.partial");
    }

    @Test
    void anOlderRevisionDoesNotHideWhatOthersSay() {
        Reader reader = subscribe("0");
        room.publish(Events.partial("p1", "u1", 2, "first"));
        room.publish(Events.partial("p2", "u2", 1, "second"));
        room.publish(Events.partial("p1", "u1", 1, "old"));
        assertThat(reader.read()).containsExactly("partial first", "partial second");
    }

    @Test
    void aPartialNeverFollowsItsFinal() {
        Reader slow = subscribe("0");
        room.publish(Events.partial("p1", "u1", 1, "a"));
        room.append(Events.said("p1", "u1", "a b"));
        assertThat(slow.read()).containsExactly("final a b");
        room.publish(Events.partial("p1", "u1", 2, "late"));
        assertThat(slow.read()).isEmpty();
        assertThat(snapshot(everything(null)).get("partials")).isEmpty();
    }

    @Test
    void theLogComesBeforePartials() {
        Reader reader = subscribe("0");
        room.publish(Events.partial("p1", "u1", 1, "open"));
        room.append(Events.said("p2", "u2", "settled"));
        assertThat(reader.read()).containsExactly("final settled", "partial open");
    }

    @Test
    void aWithdrawnPartialIsDelivered() {
        Reader reader = subscribe("0");
        room.publish(Events.partial("p1", "u1", 1, "a"));
        assertThat(reader.read()).containsExactly("partial a");
        room.publish(Events.partial("p1", "u1", 2, ""));
        assertThat(reader.read()).containsExactly("partial ");
    }

    @Test
    void partialsInTheSnapshotDoNotComeTwice() {
        room.publish(Events.partial("p1", "u1", 1, "a"));
        Reader reader = fresh();
        assertThat(reader.read()).containsExactly("session.snapshot");
        room.publish(Events.partial("p1", "u1", 2, "a b"));
        assertThat(reader.read()).containsExactly("partial a b");
    }

    @Test
    void whoComesBackGetsWhatIsBeingSaid() {
        room.append(Events.said("a"));
        room.publish(Events.partial("p1", "u1", 1, "open"));
        assertThat(subscribe(id(1)).read()).containsExactly("partial open");
    }

    @Test
    void whoLeavesLeavesNoPartialBehind() {
        room.publish(Events.partial("p1", "u1", 1, "mine"));
        room.publish(Events.partial("p2", "u2", 1, "theirs"));
        room.append(Events.left("p1"));
        assertThat(subscribe("0").read()).containsExactly("peer.left", "partial theirs");
        room.append(Events.ended());
        assertThat(snapshot(everything(null)).get("partials")).isEmpty();
    }

    // Asking

    @Test
    void askingTwiceIsRefused() {
        Subscription subscription = room.subscribe(everything("0"));
        CompletableFuture<Optional<Delivery>> first = subscription.next().toCompletableFuture();
        assertThatIllegalStateException().isThrownBy(subscription::next);
        room.append(Events.said("a"));
        assertThat(first.join().map(Reader::inWords)).contains("final a");
    }

    @Test
    void whoeverReadsMayAskAgainFromWithinTheAnswer() {
        Subscription subscription = room.subscribe(everything("0"));
        CompletableFuture<String> both = subscription
                .next()
                .thenCompose(first -> subscription
                        .next()
                        .thenApply(second ->
                                Reader.inWords(first.orElseThrow()) + ", " + Reader.inWords(second.orElseThrow())))
                .toCompletableFuture();
        room.append(Events.said("a"));
        room.append(Events.said("b"));
        assertThat(both).isCompletedWithValue("final a, final b");
    }

    @Test
    void closingASubscriptionEndsItsWait() {
        Reader reader = subscribe("0");
        assertThat(reader.read()).isEmpty();
        reader.close();
        assertThat(reader.read()).isEmpty();
        assertThat(reader.ended()).isTrue();
    }

    @Test
    void aClosedSubscriptionGivesNothingMore() {
        Reader reader = fresh();
        room.append(Events.said("a"));
        reader.close();
        assertThat(reader.read()).isEmpty();
        assertThat(reader.ended()).isTrue();
    }

    // Heartbeats

    @Test
    void onlyWhoWaitsGetsAHeartbeat() {
        Reader idle = subscribe("0");
        Reader busy = subscribe("0");
        assertThat(idle.read()).isEmpty();
        transcripts.heartbeat();
        room.append(Events.said("a"));
        assertThat(idle.read()).containsExactly("heartbeat", "final a");
        assertThat(busy.read()).containsExactly("final a");
    }

    // The end

    @Test
    void closingGivesWhatIsLeftThenAFarewellThenTheEnd() {
        Reader behind = subscribe("0");
        Reader waiting = subscribe("0");
        room.append(Events.said("a"));
        assertThat(waiting.read()).containsExactly("final a");
        room.publish(Events.partial("p1", "u1", 1, "open"));
        assertThat(waiting.read()).containsExactly("partial open");
        transcripts.close();

        List<Delivery> last = waiting.drain();
        assertThat(last.stream().map(Reader::inWords)).containsExactly("stream.closing");
        assertThat(Reader.json(last.get(0)).get("retry_ms").intValue()).isEqualTo(2_000);
        assertThat(waiting.ended()).isTrue();
        assertThat(behind.read()).containsExactly("final a", "partial open", "stream.closing");
        assertThat(behind.ended()).isTrue();
    }

    @Test
    void whoComesAfterClosingGetsWhatIsKeptAndTheFarewell() {
        room.append(Events.said("a"));
        transcripts.close();
        Reader reader = subscribe("0");
        assertThat(reader.read()).containsExactly("final a", "stream.closing");
        assertThat(reader.ended()).isTrue();
    }

    // Who is too slow

    @Test
    void whoIsTooSlowIsCutAtOnceAndOthersAreNot() {
        AtomicInteger cuts = new AtomicInteger();
        Subscription subscription = room.subscribe(everything("0"));
        subscription.onCut(cuts::incrementAndGet);
        Reader slow = new Reader(subscription);
        Reader quick = subscribe("0");
        room.append(Events.said("first"));
        assertThat(slow.readOne()).isEqualTo("final first");
        for (int i = 0; i < MAX_LAG; i++) {
            room.append(Events.said("t" + i));
            assertThat(quick.read()).isNotEmpty();
        }
        assertThat(cuts).hasValue(0);
        room.append(Events.said("one too many"));
        assertThat(cuts).hasValue(1);
        room.append(Events.said("another"));
        assertThat(cuts).hasValue(1);

        List<Delivery> last = slow.drain();
        assertThat(last.stream().map(Reader::inWords)).containsExactly("gap slow_subscriber", "stream.closing");
        assertThat(slow.ended()).isTrue();
        assertThat(Reader.json(last.get(0)).get("after_id").textValue()).isEqualTo(id(1));
        assertThat(Reader.json(last.get(0)).get("resumes_at").textValue()).isEqualTo(id(2));
        assertThat(quick.read()).containsExactly("final one too many", "final another");
        assertThat(quick.ended()).isFalse();
    }

    @Test
    void whoIsCutComesBackWithoutAHole() {
        Reader slow = subscribe("0");
        IntStream.rangeClosed(0, MAX_LAG).forEach(i -> room.append(Events.said("t" + i)));
        String last = Reader.json(slow.drain().get(0)).get("after_id").textValue();
        assertThat(subscribe(last).read()).hasSize(MAX_LAG + 1).startsWith("final t0");
    }

    @Test
    void askingInTimeKeepsTheStream() {
        Reader reader = subscribe("0");
        for (int i = 0; i < 3; i++) {
            IntStream.range(0, MAX_LAG).forEach(n -> room.append(Events.said("t" + n)));
            assertThat(reader.readOne()).isEqualTo("final t" + i);
        }
    }

    @Test
    void whoWaitsWhileOthersTalkIsNotTooSlow() {
        Reader reader = subscribe(new SubscriptionRequest("0", true, Set.of("p1")));
        assertThat(reader.read()).isEmpty();
        IntStream.range(0, 2 * MAX_LAG).forEach(i -> room.append(Events.said("p2", "u" + i, "theirs")));
        room.append(Events.said("p1", "mine", "mine"));
        room.append(Events.said("p1", "mine too", "mine too"));
        assertThat(reader.read()).containsExactly("final mine", "final mine too");
    }

    @Test
    void whoFellOutOfWhatIsKeptIsToldAndGoesOnWithWhatIs() {
        Reader reader = subscribe("0");
        room.append(Events.said("a"));
        room.append(Events.said("b"));
        assertThat(reader.readOne()).isEqualTo("final a");
        clock.turn(MAX_AGE.plusSeconds(1));
        room.append(Events.said("c"));
        List<Delivery> last = reader.drain();
        assertThat(last.stream().map(Reader::inWords)).containsExactly("gap expired_id", "final c");
        assertThat(Reader.json(last.get(0)).get("after_id").textValue()).isEqualTo(id(1));
        assertThat(Reader.json(last.get(0)).get("resumes_at").textValue()).isEqualTo(id(3));
        assertThat(reader.ended()).isFalse();
        assertThat(subscribe(id(1)).read()).containsExactly("gap expired_id", "final c");
    }

    @Test
    void whoHadEverythingLosesNothingWhenItAgesAway() {
        Reader reader = subscribe("0");
        room.append(Events.said("a"));
        assertThat(reader.read()).containsExactly("final a");
        clock.turn(MAX_AGE.plusSeconds(1));
        transcripts.sweep();
        room.append(Events.said("b"));
        assertThat(reader.read()).containsExactly("final b");
    }

    // How many

    @Test
    void aFullRoomTakesNobodyUntilSomebodyLeaves() {
        List<Reader> readers =
                IntStream.range(0, MOST).mapToObj(i -> subscribe("0")).toList();
        assertThatThrownBy(() -> subscribe("0"))
                .isInstanceOf(TooManySubscribersException.class)
                .hasMessageContaining("r1")
                .hasMessageContaining(Integer.toString(MOST));
        assertThat(observer.subscribed).hasValue(MOST);
        assertThat(new Reader(transcripts.open("r2").subscribe(everything("0"))).read())
                .isEmpty();
        readers.get(0).close();
        assertThat(subscribe("0").read()).isEmpty();
    }

    @Test
    void comingAndGoingIsCountedOnce() {
        Subscription subscription = room.subscribe(everything(null));
        assertThat(observer.subscribed).hasValue(1);
        assertThat(observer.unsubscribed).hasValue(0);
        subscription.close();
        subscription.close();
        assertThat(observer.subscribed).hasValue(1);
        assertThat(observer.unsubscribed).hasValue(1);
    }

    private Reader fresh() {
        return subscribe(everything(null));
    }

    private Reader subscribe(String after) {
        return subscribe(everything(after));
    }

    private Reader subscribe(SubscriptionRequest request) {
        return new Reader(room.subscribe(request));
    }

    private JsonNode snapshot(SubscriptionRequest request) {
        Reader reader = subscribe(request);
        JsonNode snapshot = Reader.json(reader.poll().orElseThrow());
        reader.close();
        return snapshot;
    }

    private static SubscriptionRequest everything(@Nullable String after) {
        return new SubscriptionRequest(after, true, Set.of());
    }

    private static List<String> texts(JsonNode events) {
        return StreamSupport.stream(events.spliterator(), false)
                .map(event -> event.get("transcript").textValue())
                .toList();
    }

    private static String id(long sequence) {
        return new EventId(MutableClock.START.toEpochMilli(), sequence).toString();
    }
}
