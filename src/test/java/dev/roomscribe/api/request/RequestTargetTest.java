package dev.roomscribe.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/rooms/",
                "/rooms/demo/transcript.txt",
                "/rooms/a%3Bb/transcribe",
                "/rooms/%E2%82%AC%f0%9f%98%80/transcribe",
                "/rooms/a%252Fb/captions",
                "/rooms/...",
                "/a-._~!$&'()*+,=:@b",
                "/rooms?after=0&peer=a%20b&x=/?:@;",
                "/rooms?",
                "http://localhost:8080/rooms",
                "HTTPS://localhost/rooms?x"
            })
    void targetThatCanBeReadInOneWayOnlyIsAccepted(String target) {
        assertThat(RequestTarget.fault(target)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "rooms",
                "?x",
                "http://localhost",
                "ftp://localhost/",
                "/rooms/demo;x/transcript.txt",
                "/;",
                "//rooms",
                "/rooms//transcribe",
                "/rooms/./demo",
                "/rooms/../demo",
                "/rooms/..",
                "/rooms/%2e%2E/demo",
                "/rooms/.%2e",
                "/rooms/a%2Fb",
                "/rooms/a%5cb",
                "/rooms/a\\b",
                "/rooms/%00",
                "/rooms/%0A",
                "/rooms/%7f",
                "/rooms/%C2%85",
                "/rooms/%",
                "/rooms/%4",
                "/rooms/%zz",
                "/rooms/%ff",
                "/rooms/%c0%af",
                "/rooms/%ed%a0%80",
                "/rooms/\u00e9",
                "/rooms/a b",
                "/rooms/a|b",
                "/rooms/{a}",
                "/rooms#x",
                "/rooms?%",
                "/rooms?a=%ff",
                "/rooms?a=\u00e9",
                "/rooms?a={b}",
                "/rooms?a#b"
            })
    void targetThatCanBeReadInSeveralWaysIsRefused(String target) {
        assertThat(RequestTarget.fault(target)).isPresent();
    }

    @Test
    void authorityIsFoundInAnAbsoluteTargetOnly() {
        assertThat(RequestTarget.authority("http://localhost:8080/rooms")).contains("localhost:8080");
        assertThat(RequestTarget.authority("/http://localhost/rooms")).isEmpty();
    }
}
