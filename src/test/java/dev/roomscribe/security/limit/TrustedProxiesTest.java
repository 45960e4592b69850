package dev.roomscribe.security.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private final TrustedProxies proxies =
            TrustedProxies.of(List.of("10.0.0.0/8", "192.0.2.128/25", "203.0.113.7", "fd00::/8"));

    /** In the third column, the headers are separated by {@code |}. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = ';', textBlock = """
                    198.51.100.1   ;                                        ; 198.51.100.1
                    198.51.100.1   ; 192.0.2.1                              ; 198.51.100.1
                    10.1.2.3       ; 198.51.100.1                           ; 198.51.100.1
                    10.1.2.3       ; 1.1.1.1, 198.51.100.1                  ; 198.51.100.1
                    10.1.2.3       ; 1.1.1.1, 198.51.100.1, 10.9.9.9        ; 198.51.100.1
                    10.1.2.3       ; 1.1.1.1|198.51.100.1, 192.0.2.129      ; 198.51.100.1
                    203.0.113.7    ; 192.0.2.127                            ; 192.0.2.127
                    203.0.113.8    ; 198.51.100.1                           ; 203.0.113.8
                    10.1.2.3       ; 10.9.9.9                               ; 10.9.9.9
                    10.1.2.3       ; 198.51.100.1:4711                      ; 198.51.100.1
                    10.1.2.3       ; [2001:db8::1]:4711                     ; 2001:db8:0:0:0:0:0:1
                    10.1.2.3       ; 2001:db8::1                            ; 2001:db8:0:0:0:0:0:1
                    fd12::1        ; ::ffff:198.51.100.1                    ; 198.51.100.1
                    10.1.2.3       ; unknown                                ; 10.1.2.3
                    10.1.2.3       ; 1.1.1.1, localhost                     ; 10.1.2.3
                    10.1.2.3       ; 1.1.1.1, fe80::1%eth0                  ; 10.1.2.3
                    10.1.2.3       ; 1.1.1.1,                               ; 10.1.2.3
                    10.1.2.3       ; 1.1.1.1, [                             ; 10.1.2.3
                    """)
    void clientIsTheLastAddressThatIsNotOfAProxy(String peer, String headers, String client)
            throws UnknownHostException {
        List<String> forwardedFor = headers == null ? List.of() : Arrays.asList(headers.split("\\|"));
        Client found = proxies.client(InetAddress.getByName(peer), forwardedFor);
        assertThat(found.text()).isEqualTo(client);
        assertThat(found.limited()).isTrue();
    }

    @Test
    void proxyThatForwardsNothingIsNotLimited() throws UnknownHostException {
        assertThat(proxies.client(InetAddress.getByName("10.1.2.3"), List.of()).limited())
                .isFalse();
    }

    @Test
    void onlyTheEndOfALongHeaderIsRead() throws UnknownHostException {
        String header = "198.51.100.1, " + "10.1.1.1, ".repeat(100_000) + "10.1.1.1";
        assertThat(proxies.client(InetAddress.getByName("10.1.2.3"), List.of(header))
                        .text())
                .isEqualTo("10.1.1.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "example.com",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.0/8/8",
                "10.0.0.1/8",
                "fd00::/129",
                "fe80::1%eth0",
                "256.0.0.1",
                "10.0.0"
            })
    void invalidRangeIsNamed(String range) {
        assertThatThrownBy(() -> TrustedProxies.of(List.of("10.0.0.0/8", range)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + range + "\"");
    }

    @Test
    void wholeAddressSpaceIsARange() throws UnknownHostException {
        TrustedProxies all = TrustedProxies.of(List.of("0.0.0.0/0"));
        assertThat(all.client(InetAddress.getByName("198.51.100.1"), List.of("192.0.2.1"))
                        .text())
                .isEqualTo("192.0.2.1");
    }
}
