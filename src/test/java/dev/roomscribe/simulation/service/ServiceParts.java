package dev.roomscribe.simulation.service;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.recognition.pool.DecodingPool;
import dev.roomscribe.recognition.pool.PoolLimits;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.session.FishjamAccess;
import dev.roomscribe.session.SessionContext;
import dev.roomscribe.session.SessionOutput;
import dev.roomscribe.session.agent.AgentJournal;
import dev.roomscribe.session.agent.AgentRegistry;
import dev.roomscribe.session.presence.RoomMonitor;
import dev.roomscribe.session.settings.SessionLifetime;
import dev.roomscribe.session.settings.SessionSettings;
import dev.roomscribe.session.settings.SessionTimeouts;
import dev.roomscribe.session.speech.RecognitionSettings;
import dev.roomscribe.simulation.clock.Lifetime;
import dev.roomscribe.simulation.clock.VirtualClock;
import dev.roomscribe.simulation.clock.VirtualEventLoop;
import dev.roomscribe.simulation.clock.VirtualThreads;
import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.simulation.clock.WaitingThreads;
import dev.roomscribe.simulation.disk.SimulatedDisk;
import dev.roomscribe.simulation.fishjam.SimulatedClient;
import dev.roomscribe.simulation.fishjam.SimulatedFishjam;
import dev.roomscribe.simulation.sound.SimulatedDecoders;
import dev.roomscribe.transcript.live.Transcripts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executor;

/** What every simulated process has between Fishjam and its transcripts. */
record ServiceParts(
        VirtualTime time,
        VirtualClock clock,
        Lifetime lifetime,
        SimulatedFishjam fishjam,
        SimulatedDecoders decoders,
        WaitingThreads waiting) {
    private static final PoolLimits POOL = PoolLimits.defaults()
            .withThreads(2)
            .withMaxQueue(Duration.ofSeconds(8))
            .withDecoderMaxAge(Duration.ofSeconds(4));
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(10);
    private static final SessionSettings SETTINGS = SessionSettings.DEFAULT
            .withLifetime(SessionLifetime.DEFAULT.withIdleTimeout(Duration.ofSeconds(20)))
            .withTimeouts(new SessionTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(5)));

    static AgentJournal openJournal(SimulatedDisk disk) {
        try {
            return AgentJournal.open(disk.path("/data/agents"), "http://fishjam");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TimeSource clocks() {
        return new TimeSource(clock, time::nanos);
    }

    /** Returns what the sessions of the process share. */
    SessionContext context(
            AgentJournal journal, Executor journalThread, Transcripts transcripts, SessionRecords records) {
        SimulatedClient client = new SimulatedClient(fishjam, time, lifetime);
        RoomMonitor rooms = new RoomMonitor(new VirtualEventLoop(time, lifetime), client, POLL_INTERVAL);
        client.subscribe(rooms, new VirtualEventLoop(time, lifetime));
        AgentRegistry agents =
                new AgentRegistry(new VirtualEventLoop(time, lifetime), client, clocks(), journal, journalThread);
        VirtualThreads steps = new VirtualThreads(time, lifetime, POOL.threads(), waiting, decoders::mayBlock);
        DecodingPool engine = new DecodingPool(decoders, POOL, (samples, cpu, waited) -> {}, time::nanos, 0, steps);
        return new SessionContext(
                new FishjamAccess(client, agents, rooms),
                new RecognitionSettings(engine, GateOptions.defaults(), FLUSH_TIMEOUT),
                new SessionOutput(transcripts, null, records),
                SETTINGS,
                clocks());
    }
}
