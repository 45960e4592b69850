package dev.roomscribe.fishjam;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** The bound is in bytes of UTF-8. */
class IdLimitTest {
    @Property
    void idIsRefusedExactlyIfItHasMoreBytesThanTheBound(@ForAll @StringLength(max = 400) String id) {
        assertThat(IdLimit.isExceededBy(id)).isEqualTo(id.getBytes(StandardCharsets.UTF_8).length > IdLimit.MAX_BYTES);
    }

    @Test
    void idsAtTheBoundAreAccepted() {
        assertThat(IdLimit.isExceededBy("a".repeat(IdLimit.MAX_BYTES))).isFalse();
        assertThat(IdLimit.isExceededBy("a".repeat(IdLimit.MAX_BYTES + 1))).isTrue();
        assertThat(IdLimit.isExceededBy("é".repeat(IdLimit.MAX_BYTES / 2))).isFalse();
        assertThat(IdLimit.isExceededBy("é".repeat(IdLimit.MAX_BYTES / 2 + 1))).isTrue();
        assertThat(IdLimit.isExceededBy("")).isFalse();
    }
}
