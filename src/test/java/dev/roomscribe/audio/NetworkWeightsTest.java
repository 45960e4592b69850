package dev.roomscribe.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NetworkWeightsTest {
    private final byte[] file = file();

    @Test
    void theBuiltInWeightsFitTheFeatures() throws IOException {
        assertThat(NetworkWeights.read(file).inputs()).isEqualTo(2 * MelBands.COUNT);
        assertThat(NetworkWeights.BUILT_IN.output().outputs()).isEqualTo(1);
    }

    @Test
    void aDamagedFileIsRejected() {
        for (int at : new int[] {0, 7, 100, file.length / 2, file.length - 1}) {
            byte[] damaged = file.clone();
            damaged[at] ^= 1;

            assertThatThrownBy(() -> NetworkWeights.read(damaged))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("checksum");
        }
    }

    @Test
    void aFileThatIsCutOffIsRejected() {
        for (int length : new int[] {0, 3, 20, 40, file.length - 4}) {
            assertThatThrownBy(() -> NetworkWeights.read(Arrays.copyOf(file, length)))
                    .isInstanceOf(IOException.class);
        }
    }

    private static byte[] file() {
        try (InputStream in =
                Objects.requireNonNull(NetworkWeights.class.getResourceAsStream("speech-detector.weights"))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
