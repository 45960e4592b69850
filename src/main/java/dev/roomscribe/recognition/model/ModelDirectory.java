package dev.roomscribe.recognition.model;

import dev.roomscribe.recognition.AudioFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory in one of Vosk's two layouts. It is checked before libvosk loads it, because many defects of a model crash
 * libvosk, or cause an error only when speech is decoded.
 *
 * @param path the directory that holds the model's files
 * @param configuration {@code model.conf}; absent in the older, flat layout
 * @param features {@code mfcc.conf} or {@code fbank.conf}
 */
record ModelDirectory(Path path, @Nullable Path configuration, Path features) {
    /** The default of Kaldi's endpoint rule 5. */
    private static final double DEFAULT_MAX_UTTERANCE_SECONDS = 20;

    private static final Pattern OPTION = Pattern.compile("--([^=\\s]+)=?(.*)");

    /**
     * Checks a model.
     *
     * @throws ModelException if libvosk could not use it for 16 kHz audio
     */
    static ModelDirectory check(Path path) {
        if (!Files.isDirectory(path)) {
            throw unusable(path, "the directory does not exist");
        }
        boolean nested = Files.exists(path.resolve("am/final.mdl"));
        Path graph = nested ? path.resolve("graph") : path;
        required(path, nested ? path.resolve("am/final.mdl") : path.resolve("final.mdl"));
        Path configuration = nested ? required(path, path.resolve("conf/model.conf")) : null;
        Path features = features(path, nested ? path.resolve("conf") : path);
        required(path, graph.resolve("words.txt"));
        if (Files.exists(graph.resolve("HCLG.fst"))) {
            fst(path, graph.resolve("HCLG.fst"));
        } else {
            fst(path, graph.resolve("HCLr.fst"));
            fst(path, graph.resolve("Gr.fst"));
            required(path, graph.resolve("disambig_tid.int"));
        }
        ModelDirectory model = new ModelDirectory(path, configuration, features);
        model.checkOptions();
        return model;
    }

    /** Returns the name of the directory, which is the name of the model. */
    String name() {
        Path name = path.toAbsolutePath().normalize().getFileName();
        return name == null ? path.toString() : name.toString();
    }

    /** Returns the length at which the model ends an utterance although the speech continues. */
    Duration maxUtterance() {
        OptionalDouble seconds = configuration == null
                ? OptionalDouble.empty()
                : number(path, configuration, "endpoint.rule5.min-utterance-length");
        return Duration.ofMillis(Math.round(seconds.orElse(DEFAULT_MAX_UTTERANCE_SECONDS) * 1000));
    }

    private void checkOptions() {
        double rate = number(path, features, "sample-frequency").orElse(AudioFormat.SAMPLE_RATE);
        if (rate != AudioFormat.SAMPLE_RATE) {
            throw unusable(
                    path,
                    "it is made for %.0f Hz, and a room's audio has %d Hz".formatted(rate, AudioFormat.SAMPLE_RATE));
        }
        if (number(path, features, "max-feature-vectors").orElse(AudioFormat.SAMPLE_RATE) <= 200) {
            throw unusable(path, "max-feature-vectors in " + features.getFileName() + " must be greater than 200");
        }
        if (configuration == null) {
            return;
        }
        if (values(path, configuration, "endpoint.silence-phones").size() != 1) {
            throw unusable(
                    path, "conf/model.conf must have exactly one line --endpoint.silence-phones=…, or libvosk aborts");
        }
        if (number(path, configuration, "frame-subsampling-factor").orElse(1) != 3) {
            throw unusable(path, "frame-subsampling-factor in conf/model.conf must be 3, or word times would be wrong");
        }
    }

    private static Path features(Path model, Path directory) {
        Path mfcc = directory.resolve("mfcc.conf");
        Path fbank = directory.resolve("fbank.conf");
        return Files.exists(mfcc) || !Files.exists(fbank) ? required(model, mfcc) : fbank;
    }

    private static Path required(Path model, Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw unusable(model, model.relativize(file) + " is missing");
            }
            if (Files.size(file) == 0) {
                throw unusable(model, model.relativize(file) + " is empty");
            }
            return file;
        } catch (IOException e) {
            throw new ModelException("The model " + model + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void fst(Path model, Path file) {
        required(model, file);
        try (var in = Files.newInputStream(file)) {
            byte[] magic = in.readNBytes(4);
            if (magic.length < 4
                    || (magic[0] & 0xff) != 0xd6
                    || (magic[1] & 0xff) != 0xfd
                    || (magic[2] & 0xff) != 0xb2
                    || (magic[3] & 0xff) != 0x7e) {
                throw unusable(model, model.relativize(file) + " is not an OpenFst file");
            }
        } catch (IOException e) {
            throw new ModelException("The model " + model + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static OptionalDouble number(Path model, Path file, String option) {
        List<String> values = values(model, file, option);
        if (values.isEmpty()) {
            return OptionalDouble.empty();
        }
        String value = values.get(values.size() - 1);
        try {
            return OptionalDouble.of(Double.parseDouble(value));
        } catch (NumberFormatException e) {
            throw unusable(model, "--%s=%s in %s is not a number".formatted(option, value, file.getFileName()));
        }
    }

    private static List<String> values(Path model, Path file, String option) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> OPTION.matcher(line.replaceFirst("#.*", "").strip()))
                    .filter(Matcher::matches)
                    .filter(line -> line.group(1).equals(option))
                    .map(line -> line.group(2).strip())
                    .toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new ModelException("The model " + model + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static ModelException unusable(Path model, String reason) {
        return new ModelException(
                "The model %s cannot be used: %s. Set roomscribe.model to the directory or zip of a Vosk model."
                        .formatted(model, reason));
    }
}
