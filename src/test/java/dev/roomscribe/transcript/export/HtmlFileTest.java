package dev.roomscribe.transcript.export;

import static dev.roomscribe.transcript.export.Exports.render;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.TestEvents;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HtmlFileTest {
    private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);
    /** All markup of the page: any other angle bracket comes from a name or a text that was not escaped. */
    private static final Pattern MARKUP = Pattern.compile(
            "</?(html|head|title|body|header|h1|dl|dt|dd|main|p|b|bdi|span|time)( (class|dir|lang|datetime)=\"[-\\w:.]*\")*>"
                    + "|<!DOCTYPE html>|<meta [-\\w=\", ]+>");

    @Test
    void thePageStatesRoomTimesSpeakersAndGaps() {
        String page = render(TranscriptFormat.HTML, Exports.exampleRoom());
        assertThat(page)
                .startsWith("<!DOCTYPE html>\n")
                .contains("<title>r1, 2026-09-21 14:13 UTC</title>")
                .contains("<h1>Transcript of <bdi>r1</bdi></h1>")
                .contains("<dt>Speakers</dt><dd><bdi>Ana</bdi>, <bdi>p2</bdi></dd>")
                .endsWith("""
                        <main>
                        <p><span>00:00:01</span><span><b><bdi>Ana</bdi>:</b> <span dir="auto">hello</span></span></p>
                        <p class="gap"><span>00:00:05</span><span>(1.5 s missing: recognition was too far behind)</span></p>
                        <p><span>00:13:32</span><span><b><bdi>p2</bdi>:</b> <span dir="auto">we ship</span></span></p>
                        </main>
                        </body>
                        </html>
                        """);
    }

    @Test
    void speechThatWasCutOffIsMarked() {
        FinalTranscript cut = new FinalTranscript(
                TestEvents.SESSION,
                "p1",
                "t1",
                "Ana",
                "u1",
                1,
                "see you to",
                "See you to",
                null,
                List.of(),
                1,
                2,
                MutableClock.START,
                "en-US",
                "model",
                EndReason.DRAIN,
                true);
        assertThat(render(TranscriptFormat.HTML, Exports.room(TestEvents.started(), cut)))
                .contains("<span dir=\"auto\" lang=\"en-US\">See you to</span> <span class=\"cut\">(cut off)</span>");
    }

    @Test
    void thePolicyAllowsTheStyleOfThePageAndNothingElse() throws Exception {
        Matcher style = STYLE.matcher(render(TranscriptFormat.HTML, Exports.exampleRoom()));
        assertThat(style.find()).isTrue();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.group(1).getBytes(StandardCharsets.UTF_8));
        assertThat(HtmlFile.CONTENT_SECURITY_POLICY)
                .isEqualTo("default-src 'none'; style-src 'sha256-"
                        + Base64.getEncoder().encodeToString(hash)
                        + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    }

    @Property(tries = 200)
    void nothingInAPageIsMarkupOfItsContent(@ForAll String name, @ForAll String text) {
        for (String odd : List.of("", "<script>alert(1)</script>", "\"'&lt;", "</p><!--")) {
            String page = render(
                    TranscriptFormat.HTML,
                    Exports.room(
                            TestEvents.started(),
                            TestEvents.utterance("p1", name + odd, "u1", "x " + text + odd, 1, 2)));
            String content =
                    MARKUP.matcher(STYLE.matcher(page).replaceFirst("")).replaceAll("");
            assertThat(content)
                    .doesNotContain("<", ">", "\"", "'")
                    .doesNotContainPattern("&(?!amp;|lt;|gt;|quot;|#39;)");
        }
    }
}
