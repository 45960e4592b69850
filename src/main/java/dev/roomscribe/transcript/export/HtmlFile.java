package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.export.text.ShownText;
import dev.roomscribe.transcript.export.text.Speakers;
import dev.roomscribe.transcript.log.SessionSpan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes a page to read and print. It needs no other file and has no script; everything in it is escaped. */
final class HtmlFile {
    private static final String STYLE = """
            :root { color-scheme: light dark; }
            body { font: 1rem/1.5 system-ui, sans-serif; max-width: 48rem; margin: 0 auto; padding: 1.5rem; }
            h1 { font-size: 1.5rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
            dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0 0 1.5rem; }
            dt { font-weight: bold; }
            dd { margin: 0; overflow-wrap: anywhere; }
            main p { display: grid; grid-template-columns: 5.5rem 1fr; margin: 0 0 .4rem; }
            main span { overflow-wrap: anywhere; }
            time { font-variant-numeric: tabular-nums; }
            .gap, .cut { font-style: italic; }
            @page { margin: 2cm; }
            @media print {
              :root { color-scheme: only light; }
              body { font-size: 10.5pt; max-width: none; padding: 0; }
              header { break-after: avoid; }
              main p { break-inside: avoid; }
            }
            """;

    /** Allows the style of the page and nothing else. */
    static final String CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'sha256-" + sha256(STYLE)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final TranscriptView transcript;
    private final Speakers speakers = new Speakers(UnaryOperator.identity());

    private HtmlFile(TranscriptView transcript) {
        this.transcript = transcript;
    }

    static Stream<Supplier<Stream<String>>> parts(TranscriptView transcript) {
        HtmlFile file = new HtmlFile(transcript);
        return Stream.of(() -> Stream.of(file.head()), file::body, () -> Stream.of("</main>\n</body>\n</html>\n"));
    }

    private String head() {
        String room = escaped(transcript.roomId());
        String title = transcript.spans().isEmpty()
                ? room
                : room + ", " + MINUTES.format(transcript.spans().get(0).begin());
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <style>%s</style>
                </head>
                <body>
                <header>
                <h1>Transcript of <bdi>%s</bdi></h1>
                <dl>
                %s<dt>Speakers</dt><dd>%s</dd>
                </dl>
                </header>
                <main>
                %s""".formatted(
                        title,
                        STYLE,
                        room,
                        transcript.spans().stream().map(HtmlFile::session).collect(Collectors.joining()),
                        names(),
                        transcript.isBeginningLost() ? notice("", "(" + DisplayText.BEGINNING_LOST + ")") : "");
    }

    private static String session(SessionSpan span) {
        String end = span.ended() == null
                ? "now (last event " + time(span.lastAt()) + ")"
                : time(span.ended().endedAt());
        return "<dt>Session</dt><dd>" + time(span.begin()) + " to " + end + "</dd>\n";
    }

    private static String time(Instant instant) {
        return "<time datetime=\"" + DateTimeFormatter.ISO_INSTANT.format(instant) + "\">" + MINUTES.format(instant)
                + "</time>";
    }

    /** Returns the names of the peers that speak in the page. Reads all events. */
    private String names() {
        Set<String> names = new LinkedHashSet<>();
        transcript.utterancesAndGaps(speakers).forEach(event -> {
            if (event instanceof FinalTranscript utterance
                    && !transcript.shown(utterance).isEmpty()) {
                names.add(speakers.of(utterance));
            }
        });
        return names.isEmpty()
                ? "none: nothing was said"
                : names.stream().map(HtmlFile::isolated).collect(Collectors.joining(", "));
    }

    private Stream<String> body() {
        return transcript.utterancesAndGaps(speakers).map(this::line);
    }

    private String line(DurableEvent event) {
        if (event instanceof StreamGap gap) {
            return notice(TimeFormat.ofSeconds(gap.from()), "(" + DisplayText.gap(gap) + ")");
        }
        FinalTranscript utterance = (FinalTranscript) event;
        ShownText shown = transcript.shown(utterance);
        return shown.isEmpty()
                ? ""
                : line(
                        "",
                        TimeFormat.ofSeconds(utterance.start()),
                        "<b>" + isolated(speakers.of(utterance)) + ":</b> <span dir=\"auto\""
                                + lang(utterance.language()) + ">" + escaped(shown.text()) + "</span>"
                                + (utterance.truncated() ? " <span class=\"cut\">(cut off)</span>" : ""));
    }

    private static String lang(@Nullable String language) {
        return language == null ? "" : " lang=\"" + escaped(language) + "\"";
    }

    private static String notice(String time, String text) {
        return line(" class=\"gap\"", time, escaped(text));
    }

    private static String line(String attribute, String time, String content) {
        return "<p" + attribute + "><span>" + time + "</span><span>" + content + "</span></p>\n";
    }

    /** Isolates a name, so that its direction does not change that of the text around it. */
    private static String isolated(String name) {
        return "<bdi>" + escaped(name) + "</bdi>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
