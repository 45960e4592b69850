package dev.roomscribe.app.config;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of processors, written as in Kubernetes: {@code 2}, {@code 0.5} or, in thousandths, {@code 500m}.
 *
 * @param value 0 to 1024
 */
public record CpuCount(double value) {
    private static final double MAX = 1024;
    private static final Pattern FORMAT = Pattern.compile("(?<number>\\d{1,7}(\\.\\d{1,9})?)(?<thousandths>m?)");

    public CpuCount {
        if (!(value >= 0 && value <= MAX)) {
            throw new IllegalArgumentException("must be between 0 and 1024 processors");
        }
    }

    /**
     * Reads a setting.
     *
     * @throws IllegalArgumentException if the text has another form or the number is out of range
     */
    public static CpuCount of(String text) {
        Matcher matcher = FORMAT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a number of processors, such as 2, 0.5 or 500m");
        }
        BigDecimal number = new BigDecimal(matcher.group("number"));
        boolean thousandths = !matcher.group("thousandths").isEmpty();
        return new CpuCount((thousandths ? number.movePointLeft(3) : number).doubleValue());
    }
}
