package dev.roomscribe.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A subtitle file as a strict player reads it: whatever the formats do not allow fails. WebVTT by the W3C's
 * recommendation, as far as voices and comments go; SubRip by what its players agree on.
 *
 * @param notes the texts of comments
 */
record CueFile(List<Cue> cues, List<String> notes) {
    /** One cue; its times are in ms. */
    record Cue(long start, long end, String speaker, String text) {}

    private static final Pattern VTT_TIMES = times('.');
    private static final Pattern SRT_TIMES = times(',');
    private static final Pattern REFERENCE = Pattern.compile("&(amp|lt|gt|lrm|rlm|nbsp|#45);");

    private static Pattern times(char point) {
        String time = "([0-9]{2,}):([0-5][0-9]):([0-5][0-9])[" + point + "]([0-9]{3})";
        return Pattern.compile(time + " --> " + time);
    }

    static CueFile webVtt(String file) {
        assertThat(file).doesNotContain("\r", "\0").endsWith("\n");
        List<List<String>> blocks = blocks(file, "\n");
        assertThat(blocks.get(0)).containsExactly("WEBVTT");
        List<Cue> cues = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (List<String> block : blocks.subList(1, blocks.size())) {
            if (block.get(0).startsWith("NOTE ")) {
                assertThat(block).hasSize(1);
                assertThat(block.get(0)).doesNotContain("-->");
                notes.add(block.get(0).substring("NOTE ".length()));
                continue;
            }
            assertThat(block).hasSize(3);
            assertThat(block.get(0)).isEqualTo(Integer.toString(cues.size() + 1));
            assertThat(block.get(2)).doesNotContain("-->");
            Matcher voice = Pattern.compile("<v ([^>]*)>([^<]*)").matcher(block.get(2));
            assertThat(voice.matches())
                    .as("one voice and no other tag: %s", block)
                    .isTrue();
            assertThat(voice.group(1)).as("a voice has a name").isNotBlank();
            cues.add(cue(VTT_TIMES, block.get(1), unescaped(voice.group(1)), unescaped(voice.group(2))));
        }
        return new CueFile(cues, notes);
    }

    static CueFile subRip(String file) {
        assertThat(file.replace("\r\n", "")).doesNotContain("\r", "\n", "\0");
        List<Cue> cues = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (List<String> block : blocks(file, "\r\n")) {
            assertThat(block).hasSize(3);
            assertThat(block.get(0)).isEqualTo(Integer.toString(cues.size() + notes.size() + 1));
            assertThat(block.get(2)).doesNotContain("<", ">");
            if (block.get(2).equals("[missing: overload]")) {
                notes.add(block.get(2));
                continue;
            }
            // Names here have no colon of their own.
            int colon = block.get(2).indexOf(": ");
            assertThat(colon).isPositive();
            cues.add(cue(
                    SRT_TIMES,
                    block.get(1),
                    block.get(2).substring(0, colon),
                    block.get(2).substring(colon + 2)));
        }
        return new CueFile(cues, notes);
    }

    /** Returns the runs of lines between empty lines. */
    private static List<List<String>> blocks(String file, String lineEnd) {
        List<List<String>> blocks = new ArrayList<>();
        List<String> block = new ArrayList<>();
        for (String line : file.split(Pattern.quote(lineEnd), -1)) {
            assertThat(line.codePoints())
                    .noneMatch(character -> Character.getType(character) == Character.CONTROL
                            || Character.getType(character) == Character.LINE_SEPARATOR
                            || Character.getType(character) == Character.PARAGRAPH_SEPARATOR);
            if (!line.isEmpty()) {
                block.add(line);
            } else if (!block.isEmpty()) {
                blocks.add(block);
                block = new ArrayList<>();
            }
        }
        assertThat(block).as("the last line is ended").isEmpty();
        return blocks;
    }

    private static Cue cue(Pattern form, String line, String speaker, String text) {
        Matcher times = form.matcher(line);
        assertThat(times.matches()).as(line).isTrue();
        Cue cue = new Cue(millis(times, 1), millis(times, 5), speaker, text);
        assertThat(cue.end()).isGreaterThan(cue.start());
        return cue;
    }

    private static long millis(Matcher times, int first) {
        return Long.parseLong(times.group(first)) * 3_600_000
                + Long.parseLong(times.group(first + 1)) * 60_000
                + Long.parseLong(times.group(first + 2)) * 1_000
                + Long.parseLong(times.group(first + 3));
    }

    private static String unescaped(String text) {
        assertThat(REFERENCE.matcher(text).replaceAll("")).doesNotContain("&");
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#45;", "-")
                .replace("&amp;", "&");
    }
}
