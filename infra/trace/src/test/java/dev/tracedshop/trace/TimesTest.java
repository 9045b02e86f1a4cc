package dev.tracedshop.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {
    @ParameterizedTest
    @CsvSource({
        "-5, 0 ms",
        "0, 0 ms",
        "1, 1 µs",
        "371000, 371 µs",
        "999499, 999 µs",
        "999500, 1.00 ms",
        "9996000, 10.0 ms",
        "98400000, 98.4 ms",
        "398000000, 398 ms",
        "999499999, 999 ms",
        "999500000, 1.00 s",
        "1420000000, 1.42 s",
        "59940000000, 59.9 s",
        "59960000000, 1m 00s",
        "125000000000, 2m 05s",
        "3725000000000, 1h 02m"
    })
    void writesThreeDigits(long nanos, String text) {
        assertThat(Times.text(nanos)).isEqualTo(text);
    }
}
