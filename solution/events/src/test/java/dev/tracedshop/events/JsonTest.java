package dev.tracedshop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void readsEachKindOfValue() {
        assertThat(Json.read("{\"a\":[1,2.50,\"x\",true,false,null,{}]}"))
                .isEqualTo(Map.of(
                        "a", Arrays.asList(BigDecimal.ONE, new BigDecimal("2.50"), "x", true, false, null, Map.of())));
    }

    @Test
    void writesWhatItReads() {
        String text = "{\"a\":[1,2.50,\"line\\nbreak \\\" é\",true,null],\"b\":{}}";
        assertThat(Json.write(Json.read(text))).isEqualTo(text);
    }

    @Test
    void writesMoneyWithItsTwoDecimals() {
        assertThat(Json.write(List.of(new BigDecimal("12.50"), new BigDecimal("1000000.00"), 7L)))
                .isEqualTo("[12.50,1000000.00,7]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,",
                "{\"a\":1} x",
                "{\"a\":1}{\"a\":1}",
                "{\"a\":1,\"a\":2}",
                "{a:1}",
                "NaN",
                "{\"a\":Infinity}",
                "01",
                "1e99999999999",
                "\"\u0001\"",
                "\uFEFF{}"
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void refusesTextsMadeToExhaustTheReader() {
        assertThatThrownBy(() -> Json.read("[".repeat(100_000))).isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> Json.read("9".repeat(100_000))).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void saysWhereAndWhy() {
        assertThatThrownBy(() -> Json.read("{\"a\":1,\n\"a\":2}"))
                .hasMessageContaining("Duplicate field 'a'")
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> Json.readObject("[1]")).hasMessage("the text must be an object");
    }
}
