package dev.tracedshop.events;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says what may be the name and the price of a product, wherever it comes from.
 *
 * <p>Each method adds the rules that a value breaks to {@code broken}, and then returns nothing.
 */
public final class ProductRules {

    private static final int SHORTEST_NAME = 3;
    private static final int LONGEST_NAME = 128;
    private static final BigDecimal HIGHEST_PRICE = new BigDecimal("1000000.00");
    // A number that is longer than this is no price, and is not worth parsing.
    private static final int LONGEST_PRICE = 100;

    private ProductRules() {}

    /** Reads a name: a string of 3 to 128 characters, which is trimmed. */
    public static Optional<String> name(@Nullable Object value, List<String> broken) {
        if (value == null) {
            broken.add("name is required");
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            broken.add("name must be a string");
            return Optional.empty();
        }
        String name = text.strip();
        int characters = name.codePointCount(0, name.length());
        if (characters < SHORTEST_NAME) {
            broken.add("name must have at least " + SHORTEST_NAME + " characters");
        } else if (characters > LONGEST_NAME) {
            broken.add("name must have at most " + LONGEST_NAME + " characters");
        } else if (name.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            broken.add("name must not hold half of a surrogate pair");
        } else {
            return Optional.of(name);
        }
        return Optional.empty();
    }

    /** Reads a price: a number, or a string with one in it, above 0 and at most 1,000,000 when rounded to two decimals. */
    public static Optional<BigDecimal> price(@Nullable Object value, List<String> broken) {
        if (value == null) {
            broken.add("price is required");
            return Optional.empty();
        }
        Optional<BigDecimal> number = number(value);
        if (number.isEmpty()) {
            broken.add("price must be a number");
            return Optional.empty();
        }
        BigDecimal price = rounded(number.get());
        if (price.signum() <= 0) {
            broken.add("price must be greater than 0 when rounded to two decimals");
        } else if (price.compareTo(HIGHEST_PRICE) > 0) {
            broken.add("price must be at most 1000000");
        } else {
            return Optional.of(price);
        }
        return Optional.empty();
    }

    private static Optional<BigDecimal> number(Object value) {
        if (value instanceof BigDecimal number) {
            return Optional.of(number);
        }
        if (value instanceof String text && text.length() <= LONGEST_PRICE) {
            try {
                return Optional.of(new BigDecimal(text.strip()));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /*
     * Rounds to cents, half up. A number such as 1e999999999 is a few characters of text and a gigabyte of digits when
     * it is brought to two decimals, so its magnitude is looked at first: what has more than eight digits before the
     * point is too high anyway and stays as it is, what starts after the third decimal rounds to nothing.
     */
    private static BigDecimal rounded(BigDecimal number) {
        long digitsBeforePoint = (long) number.precision() - number.scale();
        if (digitsBeforePoint > 8) {
            return number;
        }
        if (digitsBeforePoint < -2) {
            return BigDecimal.ZERO;
        }
        return number.setScale(2, RoundingMode.HALF_UP);
    }
}
