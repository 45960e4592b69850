package dev.roomscribe.audio;

import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.support.DemoScript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Recordings made by program: the sentences of the demo room whispered, and sounds without speech. */
final class SynthesizedRecordings {
    private static final double LEVEL = -20;
    private static final int SECONDS = 10;

    private SynthesizedRecordings() {}

    static List<LabelledRecording> all() {
        List<LabelledRecording> all = new ArrayList<>(whispers());
        all.addAll(noises());
        return all;
    }

    static List<LabelledRecording> whispers() {
        List<LabelledRecording> whispers = new ArrayList<>();
        for (String speaker : new String[] {"alice", "bob"}) {
            short[] whispered = WhisperedRecordings.of(Recordings.demo(speaker), 1);
            for (DemoScript.Line line : DemoScript.lines(speaker)) {
                short[] sentence = Arrays.copyOfRange(
                        whispered, (int) (line.start() * Pcm16.RATE), (int) (line.end() * Pcm16.RATE));
                whispers.add(new LabelledRecording(
                        "whisper " + speaker + " " + line.text(),
                        LabelledRecording.Kind.WHISPER,
                        speaker,
                        line.text(),
                        List.of(new LabelledRecording.Interval(0, sentence.length)),
                        sentence));
            }
        }
        return whispers;
    }

    static List<LabelledRecording> noises() {
        List<LabelledRecording> noises = new ArrayList<>();
        for (int seed = 1; seed <= 2; seed++) {
            add(noises, "typing " + seed, Noises.keyboard(SECONDS, LEVEL, seed));
            add(noises, "rain " + seed, Noises.rain(SECONDS, LEVEL, seed));
            add(noises, "breath " + seed, Noises.breath(SECONDS, LEVEL, seed));
            add(noises, "wind " + seed, Noises.wind(SECONDS, LEVEL, seed));
            add(noises, "hum " + 50 * seed, Noises.hum(50 * seed, SECONDS, LEVEL));
            add(noises, "arpeggio " + 110 * seed, Noises.arpeggio(110 * seed, 0.25, SECONDS, LEVEL));
            add(noises, "chord " + 110 * seed, Noises.chord(110 * seed, SECONDS, LEVEL));
        }
        return noises;
    }

    private static void add(List<LabelledRecording> noises, String name, short[] samples) {
        noises.add(new LabelledRecording(name, LabelledRecording.Kind.NOISE, "", "", List.of(), samples));
    }
}
