package dev.roomscribe.session.speech;

import dev.roomscribe.audio.Pcm16;
import dev.roomscribe.recognition.AudioOutcome;
import java.util.Locale;

/**
 * The audio account of one track: what became of every sample received. Each sample ends up recognized, skipped as
 * silence, or lost in a published gap, in the order of the samples; samples that wait elsewhere before they are recognized
 * end up passed on from there. All values are numbers of samples. Confined to its session's event loop.
 */
public final class AudioAccount {
    private long received;
    private long passedOn;
    private long recognized;
    private long silence;
    private long lost;

    /** Adds samples that have arrived. */
    public void receive(int samples) {
        received += samples;
    }

    /** Records that the next samples were passed on, to a track that has its own account. */
    public void passOn(int samples) {
        passedOn += samples;
    }

    /** Records what became of the next samples; the interval must begin at {@link #accountedTo}. */
    void record(AudioOutcome outcome) {
        if (outcome.fromSample() != accountedTo()) {
            throw new IllegalArgumentException(outcome + " does not begin at " + accountedTo());
        }
        long samples = outcome.toSample() - outcome.fromSample();
        switch (outcome.kind()) {
            case RECOGNIZED -> recognized += samples;
            case SILENCE -> silence += samples;
            case OVERLOAD, DECODER_FAILED -> lost += samples;
        }
    }

    /** Records that all samples up to {@code toSample} are lost. */
    public void lose(long toSample) {
        lost += toSample - accountedTo();
    }

    /** Returns how many samples have arrived. */
    public long received() {
        return received;
    }

    /** Returns the first sample that is not accounted for. */
    public long accountedTo() {
        return passedOn + recognized + silence + lost;
    }

    /** Returns how many samples have arrived and are not accounted for yet. */
    public long pending() {
        return received - accountedTo();
    }

    /** Returns the account in seconds of audio, for the log. */
    @Override
    public String toString() {
        return "received %s s = passed on %s s + recognized %s s + silence %s s + gaps %s s + unaccounted %s s"
                .formatted(
                        seconds(received),
                        seconds(passedOn),
                        seconds(recognized),
                        seconds(silence),
                        seconds(lost),
                        seconds(pending()));
    }

    private static String seconds(long samples) {
        return String.format(Locale.ROOT, "%.3f", (double) samples / Pcm16.RATE);
    }
}
