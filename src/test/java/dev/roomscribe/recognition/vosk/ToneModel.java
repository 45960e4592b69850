package dev.roomscribe.recognition.vosk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A Vosk model of 2 KB that recognizes tones instead of words: 300 Hz is {@code low}, 1 kHz is {@code мид}, 3.5 kHz is
 * {@code high}. It loads into the real libvosk, decodes very fast, and needs no download.
 *
 * <p>One linear layer evaluates three of twenty mel bands; silence has a constant score that is below that of a tone.
 */
public final class ToneModel {
    public static final double LOW = 300;
    public static final double MID = 1000;
    public static final double HIGH = 3500;

    private static final int BANDS = 20;
    private static final double LOWEST = 20;
    private static final double HIGHEST = 7600;
    private static final int PHONES = 4;
    private static final int SILENCE = 1;
    /** 300 ms: longer than a click. */
    private static final int DEAD_END_FRAMES = 10;

    /** A band's log energy must exceed this by {@code 3} to be a word; that of a tone does. */
    private static final int SILENCE_SCORE = 9;

    /** Everything except digital silence exceeds this. */
    private static final int NOISE_SENSITIVE_SILENCE_SCORE = 0;

    /** A word, its only phone (1 is silence), and its cost in the graph. */
    private record Word(String text, int phone, float cost) {}

    private static final List<Word> WORDS = List.of(
            new Word("low", 2, 4f),
            new Word("мид", 3, 4f),
            new Word("midd", 3, 4.7f),
            new Word("high", 4, 4f),
            new Word("[unk]", 4, 8f));

    private record Arc(int input, int output, float weight, int next) {}

    private record State(boolean end, List<Arc> arcs) {}

    private ToneModel() {}

    /** Writes the model with a static graph. */
    public static Path write(Path directory) {
        return write(directory, SILENCE_SCORE);
    }

    /** Writes a model that recognizes words in any noise, as many public models do. */
    public static Path writeNoiseSensitive(Path directory) {
        return write(directory, NOISE_SENSITIVE_SILENCE_SCORE);
    }

    private static Path write(Path directory, int silenceScore) {
        try {
            file(directory, "am/final.mdl", acousticModel(silenceScore));
            file(directory, "conf/model.conf", """
                    --min-active=200
                    --max-active=3000
                    --beam=13.0
                    --lattice-beam=6.0
                    --acoustic-scale=1.0
                    --frame-subsampling-factor=3
                    --endpoint.silence-phones=1
                    --endpoint.rule2.min-trailing-silence=0.5
                    --endpoint.rule3.min-trailing-silence=0.75
                    --endpoint.rule4.min-trailing-silence=1.0
                    """);
            file(directory, "conf/fbank.conf", """
                    --num-mel-bins=%d
                    --sample-frequency=16000
                    --dither=0
                    --low-freq=20
                    --high-freq=7600
                    --use-energy=false
                    """.formatted(BANDS));
            file(directory, "graph/words.txt", words());
            file(directory, "graph/phones/word_boundary.int", "1 nonword\n2 singleton\n3 singleton\n4 singleton\n");
            Files.write(directory.resolve("graph/HCLG.fst"), graph(0));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a tone that the model recognizes as a word; silence for a frequency of 0. */
    public static short[] tone(double hertz, int milliseconds) {
        short[] samples = new short[milliseconds * 16];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (hertz == 0 ? 0 : 8000 * Math.sin(2 * Math.PI * hertz * i / 16_000));
        }
        return samples;
    }

    /** Returns the parts one after the other. */
    public static short[] concat(short[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                2 * IntStream.range(0, parts.length).map(i -> parts[i].length).sum());
        for (short[] part : parts) {
            for (short sample : part) {
                all.putShort(sample);
            }
        }
        short[] samples = new short[all.position() / 2];
        all.flip().asShortBuffer().get(samples);
        return samples;
    }

    /** Writes a model that crashes its process on {@link #HIGH}: after that tone, its graph leads to a state that does not exist. */
    public static Path writeCrashing(Path directory) {
        try {
            write(directory);
            Files.write(directory.resolve("graph/HCLG.fst"), graph(1_000_000));
            // A beam so narrow that paths other than the recognized one are not followed.
            Path configuration = directory.resolve("conf/model.conf");
            Files.writeString(
                    configuration,
                    Files.readString(configuration)
                            .replace("--beam=13.0", "--beam=5.0")
                            .replace("--min-active=200", "--min-active=0"));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String words() {
        return "<eps> 0\n"
                + IntStream.range(0, WORDS.size())
                        .mapToObj(i -> WORDS.get(i).text() + " " + (i + 1) + "\n")
                        .collect(Collectors.joining());
    }

    private static String acousticModel(int silenceScore) {
        double[][] weights = new double[PHONES][BANDS];
        weights[1][band(LOW)] = 1;
        weights[2][band(MID)] = 1;
        weights[3][band(HIGH)] = 1;
        StringBuilder model = new StringBuilder();
        model.append("<TransitionModel>\n<Topology>\n<TopologyEntry>\n<ForPhones>\n1 2 3 4\n</ForPhones>\n");
        model.append("<State> 0 <PdfClass> 0 <Transition> 0 0.5 <Transition> 1 0.5 </State>\n<State> 1 </State>\n");
        model.append("</TopologyEntry>\n</Topology>\n<Triples> 4\n1 0 0\n2 0 1\n3 0 2\n4 0 3\n</Triples>\n");
        model.append("<LogProbs>\n [ 0 ")
                .append("-0.6931472 ".repeat(2 * PHONES))
                .append("]\n</LogProbs>\n");
        model.append("</TransitionModel>\n<Nnet3> \ninput-node name=input dim=")
                .append(BANDS)
                .append('\n');
        model.append("component-node name=affine component=affine input=input\n");
        model.append("output-node name=output input=affine objective=linear\n\n");
        model.append("<NumComponents> 1\n<ComponentName> affine <FixedAffineComponent> <LinearParams>  [\n");
        for (int phone = 0; phone < PHONES; phone++) {
            for (double weight : weights[phone]) {
                model.append(' ').append(String.format(Locale.ROOT, "%.0f", weight));
            }
            model.append(phone == PHONES - 1 ? " ]\n" : "\n");
        }
        model.append("<BiasParams>  [ ")
                .append(silenceScore)
                .append(" -3 -3 -3 ]\n</FixedAffineComponent> \n</Nnet3> ");
        return model.append("<LeftContext> 0 <RightContext> 0 <Priors>  [ ]\n").toString();
    }

    /** Every word is a loop from the start state back to it. */
    private static byte[] graph(int stateAfterHigh) {
        List<State> states = new ArrayList<>();
        List<Arc> start = new ArrayList<>();
        states.add(new State(true, start));
        loop(states, start, SILENCE, 0, 0.5f);
        for (int i = 0; i < WORDS.size(); i++) {
            Word word = WORDS.get(i);
            loop(states, start, word.phone(), i + 1, word.cost());
            if (word.phone() == 4 && stateAfterHigh > 0) {
                addDeadEnd(states, stateAfterHigh);
            }
        }
        return vectorFst(states);
    }

    /** Makes the last word lead through some frames of its phone to a state that does not exist, instead of back. */
    private static void addDeadEnd(List<State> states, int missingState) {
        int first = states.size() - 1;
        states.remove(first);
        for (int frame = 0; frame < DEAD_END_FRAMES; frame++) {
            states.add(new State(false, List.of(new Arc(2 * 4 - 1, 0, 0, states.size() + 1))));
        }
        states.add(new State(false, List.of(new Arc(0, 0, 0, missingState))));
    }

    private static void loop(List<State> states, List<Arc> start, int phone, int word, float cost) {
        int state = states.size();
        start.add(new Arc(2 * phone, word, cost, state));
        states.add(new State(false, List.of(new Arc(0, 0, 0, 0), new Arc(2 * phone - 1, 0, 0, state))));
    }

    private static byte[] vectorFst(List<State> states) {
        ByteBuffer fst = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        fst.putInt(2125659606);
        string(fst, "vector");
        string(fst, "standard");
        fst.putInt(2).putInt(0).putLong(0x3).putLong(0).putLong(states.size());
        fst.putLong(states.stream().mapToInt(state -> state.arcs().size()).sum());
        for (State state : states) {
            fst.putFloat(state.end() ? 0 : Float.POSITIVE_INFINITY)
                    .putLong(state.arcs().size());
            for (Arc arc : state.arcs()) {
                fst.putInt(arc.input())
                        .putInt(arc.output())
                        .putFloat(arc.weight())
                        .putInt(arc.next());
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(fst.array(), 0, fst.position());
        return bytes.toByteArray();
    }

    private static void string(ByteBuffer fst, String text) {
        fst.putInt(text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns the mel band whose centre is nearest to a frequency. */
    private static int band(double hertz) {
        double step = (mel(HIGHEST) - mel(LOWEST)) / (BANDS + 1);
        return (int) Math.round((mel(hertz) - mel(LOWEST)) / step) - 1;
    }

    private static double mel(double hertz) {
        return 1127 * Math.log(1 + hertz / 700);
    }

    private static void file(Path directory, String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, content);
    }
}
