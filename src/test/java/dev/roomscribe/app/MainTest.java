package dev.roomscribe.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MainTest {
    /** Tests and dev mode load the application in the same way. */
    @Test
    void anApplicationThatQuarkusLoadsInDevModeIsNotTakenForThePackagedService() {
        assertThat(Main.isPackaged()).isFalse();
    }
}
