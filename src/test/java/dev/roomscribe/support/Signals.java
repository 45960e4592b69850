package dev.roomscribe.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** Sends signals to processes. */
public final class Signals {
    private Signals() {}

    /** Sends a signal and waits until it is sent. */
    public static void send(String name, ProcessHandle process) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
