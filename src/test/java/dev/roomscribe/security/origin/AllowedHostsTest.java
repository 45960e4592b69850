package dev.roomscribe.security.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.security.origin.AllowedHosts.Exposure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8080",
                "localhost.",
                "127.0.0.1:80",
                "127.255.0.9",
                "[::1]",
                "[::1]:8080",
                "[0:0:0:0:0:0:0:1]",
                "[::ffff:127.0.0.1]"
            })
    void loopbackNamesAreAcceptedOnALoopbackAddress(String host) {
        assertThat(accepts(new AllowedHosts(Exposure.LOOPBACK, List.of()), host))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "evil.localhost.example:80",
                "127.0.0.1.evil.example",
                "10.0.0.1",
                "128.0.0.1",
                "0.0.0.0",
                "[::]",
                "[::2]",
                "[1:2:3]",
                // Looked up as names, they could lead to any address.
                "[fade.de]",
                "[cafe]"
            })
    void otherNamesAreRefusedOnALoopbackAddress(String host) {
        assertThat(accepts(new AllowedHosts(Exposure.LOOPBACK, List.of()), host))
                .isFalse();
    }

    @Test
    void namesOfTheConfigurationAreAcceptedOnALoopbackAddressToo() {
        AllowedHosts hosts = new AllowedHosts(Exposure.LOOPBACK, List.of("Captions.example.com"));
        assertThat(accepts(hosts, "captions.EXAMPLE.com:8443")).isTrue();
        assertThat(accepts(hosts, "localhost")).isTrue();
        assertThat(accepts(hosts, "other.example.com")).isFalse();
    }

    @Test
    void anyNameIsAcceptedElsewhereUnlessSomeAreConfigured() {
        assertThat(accepts(new AllowedHosts(Exposure.WITH_CREDENTIALS, List.of()), "evil.example"))
                .isTrue();
        assertThat(accepts(
                        new AllowedHosts(Exposure.WITH_CREDENTIALS, List.of("captions.example.com")), "evil.example"))
                .isFalse();
    }

    @Test
    void withoutCredentialsOnlyNamesAreAcceptedThatAPageCannotHave() {
        AllowedHosts hosts = new AllowedHosts(Exposure.WITHOUT_CREDENTIALS, List.of());
        assertThat(accepts(hosts, "localhost:8080")).isTrue();
        assertThat(accepts(hosts, "127.0.0.1:8080")).isTrue();
        assertThat(accepts(hosts, "evil.example")).isFalse();
        AllowedHosts named = new AllowedHosts(Exposure.WITHOUT_CREDENTIALS, List.of("roomscribe"));
        assertThat(accepts(named, "roomscribe:8080")).isTrue();
        assertThat(accepts(named, "evil.example")).isFalse();
    }

    @Test
    void wildcardStandsForSubdomainsOnly() {
        AllowedHosts hosts = new AllowedHosts(Exposure.WITH_CREDENTIALS, List.of("*.example.org"));
        assertThat(accepts(hosts, "a.example.org")).isTrue();
        assertThat(accepts(hosts, "a.b.example.org")).isTrue();
        assertThat(accepts(hosts, "example.org")).isFalse();
        assertThat(accepts(hosts, "evilexample.org")).isFalse();
    }

    @Test
    void addressOfTheConnectionIsAcceptedElsewhere() {
        AllowedHosts hosts = new AllowedHosts(Exposure.WITH_CREDENTIALS, List.of("captions.example.com"));
        assertThat(hosts.accepts("10.1.2.3", "10.1.2.3")).isTrue();
        String ipv6 = Authority.parse("[fd00::1]:8080").orElseThrow().host();
        assertThat(hosts.accepts(ipv6, "fd00:0:0:0:0:0:0:1")).isTrue();
        assertThat(hosts.accepts("10.1.2.4", "10.1.2.3")).isFalse();
    }

    @Test
    void equalHostsMayBeWrittenDifferently() {
        AllowedHosts hosts =
                new AllowedHosts(Exposure.WITH_CREDENTIALS, List.of("captions.example.com.", "[2001:db8:0::1]"));
        assertThat(accepts(hosts, "captions.example.com")).isTrue();
        assertThat(accepts(hosts, "[2001:DB8::1]:80")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"captions.example.com:80", "[fade.de]", "*", "a b"})
    void namesThatCannotMatchAreRejected(String name) {
        assertThatThrownBy(() -> new AllowedHosts(Exposure.WITH_CREDENTIALS, List.of(name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + name + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a@b",
                "[::1",
                "::1",
                "[::1]x",
                "a:",
                "a:1",
                "a:99999",
                "a:-1",
                "a:1:2",
                "http://a/",
                "a/b",
                "-",
                "a%41",
                "é"
            })
    void onlyHostsWithAnOptionalPortAreParsed(String text) {
        assertThat(Authority.parse(text).isPresent())
                .as(text)
                .isEqualTo(List.of("a:", "a:1").contains(text));
    }

    private static boolean accepts(AllowedHosts hosts, String header) {
        return Authority.parse(header)
                .filter(authority -> hosts.accepts(authority.host(), "127.0.0.1"))
                .isPresent();
    }
}
