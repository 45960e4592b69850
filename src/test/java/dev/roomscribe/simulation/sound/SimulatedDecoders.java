package dev.roomscribe.simulation.sound;

import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.DecoderLostException;
import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.SpeechModel;
import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.simulation.clock.WaitingThreads;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Decoders that recognize {@link Words}, and fail, disappear, stop or become slow on command. */
public final class SimulatedDecoders implements DecoderSource {
    private final VirtualTime time;
    private final WaitingThreads threads;
    private final Duration maxUtterance;
    private final Set<Integer> poison = new HashSet<>();
    private int generation;
    private long failingUntil = Long.MIN_VALUE;
    private long stoppedUntil = Long.MIN_VALUE;
    private long slowUntil = Long.MIN_VALUE;
    private double slowness;
    private int open;

    public SimulatedDecoders(VirtualTime time, WaitingThreads threads, Duration maxUtterance) {
        this.time = time;
        this.threads = threads;
        this.maxUtterance = maxUtterance;
    }

    /** Makes every decoder that decodes a part of a word fail. */
    public void poison(int wordId) {
        poison.add(wordId);
    }

    /** All open decoders are lost with their process; new ones work. */
    public void loseAll() {
        generation++;
    }

    /** All decoders fail until a time. */
    public void failUntil(long nanos) {
        failingUntil = Math.max(failingUntil, nanos);
    }

    /** No decoder answers until a time, as if their processes were stopped. */
    public void stopUntil(long nanos) {
        stoppedUntil = Math.max(stoppedUntil, nanos);
    }

    /** Makes decoding take {@code factor} times the length of the audio, until a time. */
    public void slowUntil(long nanos, double factor) {
        slowUntil = Math.max(slowUntil, nanos);
        slowness = factor;
    }

    /** Returns whether a call of a decoder may take time now. */
    public boolean mayBlock() {
        return time.nanos() < Math.max(stoppedUntil, slowUntil);
    }

    /** Returns how many decoders are open. */
    public int openDecoders() {
        return open;
    }

    @Override
    public SpeechModel model() {
        return new SpeechModel("simulated", null);
    }

    @Override
    public Duration maxUtterance() {
        return maxUtterance;
    }

    @Override
    public Decoder open() {
        open++;
        return new SimulatedDecoder(this, AudioSamples.of(maxUtterance));
    }

    @Override
    public void close() {}

    void closed() {
        open--;
    }

    int generation() {
        return generation;
    }

    /** Takes the time that a call takes, and throws if the decoder cannot answer. */
    void call(int openedIn, int samples) {
        if (threads.mayWait()) {
            if (time.nanos() < slowUntil && samples > 0) {
                threads.waitUntil(time.nanos() + Math.round(AudioSamples.nanos(samples) * slowness));
            }
            while (time.nanos() < stoppedUntil && openedIn == generation) {
                threads.waitUntil(Math.min(stoppedUntil, time.nanos() + 250_000_000));
            }
        }
        if (openedIn != generation) {
            throw new DecoderLostException("the simulated decoder's process ended");
        }
        if (time.nanos() < failingUntil) {
            throw new DecoderException("the simulated decoder fails on all audio");
        }
    }

    void check(List<Integer> wordIds) {
        if (wordIds.stream().anyMatch(poison::contains)) {
            generation++;
            throw new DecoderException("the simulated decoder crashed on this audio");
        }
    }
}
