package dev.roomscribe.app.config;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.util.Collections;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The valid configuration keys, read from {@link RoomscribeConfig}. */
final class ConfigKeys {
    private static final SortedSet<String> ALL = read();

    private ConfigKeys() {}

    /** Returns every key, in property form such as {@code roomscribe.session.max-sessions}; unmodifiable. */
    static SortedSet<String> all() {
        return ALL;
    }

    private static SortedSet<String> read() {
        Set<String> properties = ConfigMappings.getProperties(
                        ConfigClass.configClass(RoomscribeConfig.class, RoomscribeConfig.PREFIX))
                .keySet();
        SortedSet<String> keys = new TreeSet<>();
        for (String property : properties) {
            // A list appears twice, as "key" and "key[*]".
            keys.add(property.replace("[*]", ""));
        }
        return Collections.unmodifiableSortedSet(keys);
    }

    /** Returns the environment variable of a key, by the rule of MicroProfile Config. */
    static String environmentVariable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** Returns the valid key whose spelling, or former spelling, is closest. */
    static String closest(String key) {
        String variable = environmentVariable(key);
        String closest = Stream.concat(ALL.stream(), RenamedKeys.NEW_KEYS.keySet().stream())
                .min(Comparator.comparingInt(candidate -> editDistance(variable, environmentVariable(candidate))))
                .orElseThrow();
        return RenamedKeys.NEW_KEYS.getOrDefault(closest, closest);
    }

    /** The Levenshtein distance. */
    private static int editDistance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int substitution = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                current[j] = Math.min(previous[j - 1] + substitution, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
