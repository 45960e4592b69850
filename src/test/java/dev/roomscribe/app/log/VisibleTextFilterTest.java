package dev.roomscribe.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.WriterHandler;
import org.junit.jupiter.api.Test;

/** The lines that the log manager of Quarkus writes for messages and exceptions that contain text from the network. */
class VisibleTextFilterTest {
    private static final String FORMAT = "%s%e%n";
    private static final Pattern HIDDEN = Pattern.compile("[\\p{C}\\p{Z}&&[^\\n ]]");

    private static String logged(Formatter formatter, ExtLogRecord record) {
        StringWriter output = new StringWriter();
        WriterHandler handler = new WriterHandler();
        handler.setFormatter(formatter);
        handler.setFilter(new VisibleTextFilter());
        handler.setWriter(output);
        handler.publish(record);
        handler.close();
        return output.toString();
    }

    private static ExtLogRecord record(String message, Object... parameters) {
        ExtLogRecord record = new ExtLogRecord(Level.WARNING, message, ExtLogRecord.FormatStyle.MESSAGE_FORMAT, "test");
        record.setParameters(parameters);
        return record;
    }

    @Property(tries = 500)
    void aMessageIsOneLineWhateverItsParametersContain(@ForAll("foreignText") String id) {
        String line = logged(new PatternFormatter(FORMAT), record("Room {0} failed: {1}", id, id));
        assertThat(line).startsWith("Room ").endsWith("\n");
        assertThat(line.lines()).hasSize(1);
        assertThat(HIDDEN.matcher(line).find()).as(line).isFalse();
    }

    @Property(tries = 200)
    void noExceptionCanForgeALineOfTheStackTrace(@ForAll("foreignText") String id) {
        Exception cause = new IllegalStateException("\n2026-01-01 ERROR forged", new IOException(id));
        cause.addSuppressed(new IOException(id));
        ExtLogRecord record = record("It failed");
        record.setThrown(new RuntimeException(id, cause));

        String text = logged(new PatternFormatter(FORMAT), record);

        assertThat(HIDDEN.matcher(text.replace("\t", "")).find()).as(text).isFalse();
        assertThat(text.lines().skip(1).filter(line -> !line.isEmpty()))
                .allMatch(line -> line.matches("(\\s*(at |\\.\\.\\. |Caused by: |Suppressed: ).*)"), text);
        assertThat(text).contains("Caused by: java.lang.IllegalStateException: \\n2026-01-01 ERROR forged");
    }

    @Property(tries = 100)
    void jsonContainsTheSameVisibleText(@ForAll("foreignText") String id) throws Exception {
        ExtLogRecord record = record("Room {0}", id);
        record.setThrown(new IOException(id));
        String text = logged(new JsonFormatter(), record);
        JsonNode json = new ObjectMapper().readTree(text);
        assertThat(HIDDEN.matcher(json.path("message").asText()).find()).isFalse();
        assertThat(HIDDEN.matcher(text).find()).isFalse();
    }

    @Test
    void visibleTextIsUnchanged() {
        ExtLogRecord record = record("Grüße an {0}: it''s 10 %", "Zoë 日本語 👋 a b");
        assertThat(logged(new PatternFormatter(FORMAT), record)).isEqualTo("Grüße an Zoë 日本語 👋 a b: it's 10 %\n");
    }

    @Test
    void spacesOtherThanTheAsciiOneAreEscaped() {
        assertThat(logged(new PatternFormatter(FORMAT), record("{0}", "a\u00a0b\u2003c\u3000d\u1680e")))
                .isEqualTo("a\\u00a0b\\u2003c\\u3000d\\u1680e\n");
    }

    @Test
    void escapesAreNotFormattedAgain() {
        assertThat(logged(new PatternFormatter(FORMAT), record("{0}", "{0}\r\n\t\u202e{1} '%s'")))
                .isEqualTo("{0}\\r\\n\\t\\u202e{1} '%s'\n");
    }

    @Test
    void aLongMessageIsShortened() {
        String line = logged(new PatternFormatter(FORMAT), record("{0}", "x".repeat(1_000_000)));
        assertThat(line).hasSizeLessThan(VisibleText.MAX_LENGTH + 100).contains("(1000000 characters)");
    }

    @Test
    void aThrowableThatIsItsOwnCauseIsLogged() {
        Exception first = new IOException("one\n");
        Exception second = new IOException("two\u2028", first);
        first.initCause(second);
        ExtLogRecord record = record("It failed");
        record.setThrown(first);
        assertThat(logged(new PatternFormatter(FORMAT), record)).contains("one\\n", "two\\u2028");
    }

    @Provide
    Arbitrary<String> foreignText() {
        Arbitrary<String> special = Arbitraries.of(
                "\n",
                "\r\n",
                "\t",
                "\0",
                "\u001b[31m",
                "\u0085",
                "\u009b",
                "\u200b",
                "\u200f",
                "\u2028",
                "\u2029",
                "\u202e",
                "\u2066",
                "\ufeff",
                "\u00a0",
                "\u3000",
                "\ud800",
                "\udc00",
                "\udb40\udc41",
                "\ue000",
                "2026-01-01 ERROR forged",
                "{0}",
                "'",
                "%n",
                "\\n");
        return Arbitraries.oneOf(special, Arbitraries.strings().ofMaxLength(6))
                .list()
                .ofMaxSize(6)
                .map((List<String> parts) -> String.join("", parts));
    }
}
