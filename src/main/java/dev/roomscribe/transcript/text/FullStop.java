package dev.roomscribe.transcript.text;

import java.util.Set;

/** The full stop of a text, which depends on its script. */
final class FullStop {
    private static final String DANDA = "।";
    private static final String IDEOGRAPHIC = "。";
    /** Languages in Devanagari that use the full stop of Latin script. */
    private static final Set<String> WITHOUT_DANDA = Set.of("mr", "kok", "gom");
    /** Vosk's models of Chinese have the tag cn. */
    private static final Set<String> WITH_IDEOGRAPHIC = Set.of("zh", "cn", "yue", "ja");
    /** Punctuation that may be the end of a word. */
    private static final String IN_WORDS = "'\"%&*@#§¶†‡‰′″";

    private FullStop() {}

    /**
     * Returns what ends a sentence after this text; empty if the text ends with punctuation, or its script has no full
     * stop.
     *
     * @param language primary language subtag; empty if it is unknown
     */
    static String after(String text, String language) {
        int[] characters = text.codePoints().toArray();
        int last = characters.length - 1;
        while (last > 0 && isClosing(characters[last])) {
            last--;
        }
        return isPunctuation(characters[last]) ? "" : of(scriptAtEnd(characters), language);
    }

    private static boolean isClosing(int character) {
        int type = Character.getType(character);
        return character == '"'
                || character == '\''
                || type == Character.END_PUNCTUATION
                || type == Character.FINAL_QUOTE_PUNCTUATION;
    }

    private static boolean isPunctuation(int character) {
        return switch (Character.getType(character)) {
            case Character.OTHER_PUNCTUATION -> IN_WORDS.indexOf(character) < 0;
            case Character.DASH_PUNCTUATION -> true;
            default -> false;
        };
    }

    /** Returns the script of the last character that belongs to one; digits belong to none. */
    private static Character.UnicodeScript scriptAtEnd(int[] characters) {
        for (int index = characters.length - 1; index >= 0; index--) {
            Character.UnicodeScript script = Character.UnicodeScript.of(characters[index]);
            if (script != Character.UnicodeScript.COMMON && script != Character.UnicodeScript.INHERITED) {
                return script;
            }
        }
        return Character.UnicodeScript.COMMON;
    }

    private static String of(Character.UnicodeScript script, String language) {
        if (WITH_IDEOGRAPHIC.contains(language)) {
            return IDEOGRAPHIC;
        }
        return switch (script) {
            case HAN, HIRAGANA, KATAKANA, BOPOMOFO -> IDEOGRAPHIC;
            case DEVANAGARI -> WITHOUT_DANDA.contains(language) ? "." : DANDA;
            case BENGALI, GURMUKHI, ORIYA -> DANDA;
            case ARABIC -> language.equals("ur") ? "۔" : ".";
            case ARMENIAN -> "։";
            case ETHIOPIC -> "።";
            case KHMER -> "។";
            case MYANMAR -> "။";
            case TIBETAN -> "།";
            case THAI, LAO -> "";
            default -> ".";
        };
    }
}
