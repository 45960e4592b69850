package dev.roomscribe.security.key;

import dev.roomscribe.security.Sha256;
import dev.roomscribe.security.access.KeyQuota;
import dev.roomscribe.security.access.RoomPatterns;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command that makes an API key: {@code new-key --id backend --scopes rooms:write,rooms:read}.
 *
 * <p>Prints two lines: the key, which is stored nowhere, and the JSON object to store. What a person needs to know is
 * printed as an error, so that scripts can read the two lines.
 */
public final class NewKeyCommand {
    public static final String NAME = "new-key";

    private static final String USAGE = """
            Usage: new-key --id ID --scopes SCOPE,... [--rooms PATTERN,...] [--sessions N] [--streams N] [--starts-per-minute N]
              --id                 1 to 64 letters, digits, hyphens or dots; appears in the audit log
              --scopes             of rooms:write, rooms:read, captions:read, transcripts:delete, tokens:write
              --rooms              room ids, and beginnings of room ids followed by *; default: all rooms
              --sessions           how many sessions may run at the same time; default: no limit
              --streams            how many caption streams may be open at the same time; default: no limit
              --starts-per-minute  how many starts may be requested per minute; default: no limit""";

    private static final Set<String> OPTIONS =
            Set.of("--id", "--scopes", "--rooms", "--sessions", "--streams", "--starts-per-minute");

    private final SecureRandom random;
    private final PrintStream out;
    private final PrintStream err;

    public NewKeyCommand(SecureRandom random, PrintStream out, PrintStream err) {
        this.random = random;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the command.
     *
     * @param arguments what follows the name of the command
     * @return the exit status: 0, or 2 if an argument is invalid
     */
    public int run(List<String> arguments) {
        try {
            Map<String, String> options = options(arguments);
            PresentedKey presented = PresentedKey.random(required(options, "--id"), random);
            ApiKey stored = stored(presented, options);
            out.println(presented.credential());
            out.println(ApiKeyJson.write(stored));
            err.println("The first line is the key. It is not stored anywhere: give it to the client now.");
            err.println(
                    "The second line goes into the JSON array of roomscribe.auth.keys-file or roomscribe.auth.keys.");
            return 0;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(USAGE);
            return 2;
        }
    }

    private static Map<String, String> options(List<String> arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            if (!OPTIONS.contains(name)) {
                throw new IllegalArgumentException("Unknown option: " + name);
            }
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(name + " has no value");
            }
            if (options.put(name, arguments.get(i + 1)) != null) {
                throw new IllegalArgumentException(name + " is given twice");
            }
        }
        return options;
    }

    private static ApiKey stored(PresentedKey presented, Map<String, String> options) {
        String rooms = options.get("--rooms");
        return new ApiKey(
                presented.id(),
                Sha256.hex(presented.secret()),
                ApiKeyJson.scopes(list(required(options, "--scopes"))),
                rooms == null ? RoomPatterns.ALL : RoomPatterns.of(list(rooms)),
                new KeyQuota(
                        limit(options.get("--sessions")),
                        limit(options.get("--streams")),
                        limit(options.get("--starts-per-minute"))));
    }

    private static String required(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is required");
        }
        return value;
    }

    private static List<String> list(String value) {
        return List.of(value.split(",", -1));
    }

    private static int limit(@Nullable String value) {
        if (value == null) {
            return 0;
        }
        if (!value.matches("[1-9][0-9]{0,6}")) {
            throw new IllegalArgumentException("a limit must be a number from 1 to " + KeyQuota.MAX);
        }
        return Integer.parseInt(value);
    }
}
