package dev.roomscribe.transcript.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A subtitle file as a strict player parses it: anything that the format does not allow fails. WebVTT is parsed by the
 * recommendation of the W3C, limited to voices; SubRip by the rules that its players agree on.
 *
 * @param notices the cues without a speaker
 */
record CueFile(List<Cue> cues, List<Cue> notices) {
    /** One cue with times in milliseconds and lines separated by line feeds. */
    record Cue(long start, long end, String speaker, String text) {
        List<String> lines() {
            return List.of(text.split("\n"));
        }
    }

    private static final Pattern VTT_TIMES = times('.');
    private static final Pattern SRT_TIMES = times(',');
    private static final Pattern REFERENCE = Pattern.compile("&(amp|lt|gt);");

    private static Pattern times(char point) {
        String time = "([0-9]{2,}):([0-5][0-9]):([0-5][0-9])[" + point + "]([0-9]{3})";
        return Pattern.compile(time + " --> " + time);
    }

    static CueFile webVtt(String file) {
        assertThat(file).doesNotContain("\r", "\0").endsWith("\n");
        List<List<String>> blocks = blocks(file, "\n");
        assertThat(blocks.get(0)).containsExactly("WEBVTT");
        List<Cue> cues = new ArrayList<>();
        List<Cue> notices = new ArrayList<>();
        for (List<String> block : blocks.subList(1, blocks.size())) {
            assertThat(block).hasSizeBetween(3, 4);
            assertThat(block.get(0)).isEqualTo(Integer.toString(cues.size() + notices.size() + 1));
            List<String> lines = block.subList(2, block.size());
            assertThat(lines).noneMatch(line -> line.contains("-->"));
            String text = String.join("\n", lines);
            if (text.startsWith("[")) {
                notices.add(cue(VTT_TIMES, block.get(1), "", text));
                continue;
            }
            Matcher voice = Pattern.compile("<v ([^&<>]*)>([^<>]*)").matcher(text);
            assertThat(voice.matches())
                    .as("one voice and no other tag: %s", block)
                    .isTrue();
            assertThat(voice.group(1)).as("a voice has a name").isNotBlank();
            cues.add(cue(VTT_TIMES, block.get(1), voice.group(1), unescaped(voice.group(2))));
        }
        return new CueFile(cues, notices);
    }

    static CueFile subRip(String file) {
        assertThat(file.replace("\r\n", "")).doesNotContain("\r", "\n", "\0");
        List<Cue> cues = new ArrayList<>();
        List<Cue> notices = new ArrayList<>();
        for (List<String> block : blocks(file, "\r\n")) {
            assertThat(block).hasSizeBetween(3, 4);
            assertThat(block.get(0)).isEqualTo(Integer.toString(cues.size() + notices.size() + 1));
            String text = String.join("\n", block.subList(2, block.size()));
            assertThat(text).doesNotContain("<", ">", "{", "}", "\\");
            if (text.startsWith("[")) {
                notices.add(cue(SRT_TIMES, block.get(1), "", text));
                continue;
            }
            // No name contains a colon before a space.
            int colon = text.indexOf(": ");
            assertThat(colon).isPositive();
            cues.add(cue(SRT_TIMES, block.get(1), text.substring(0, colon), text.substring(colon + 2)));
        }
        return new CueFile(cues, notices);
    }

    /** Returns the blocks of lines that are separated by empty lines. */
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
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }
}
