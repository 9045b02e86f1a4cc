package dev.tracedshop.local.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A function's answer to a batch is read as Lambda documents it. */
class PartialBatchResponseTest {
    private static final Set<String> BATCH = Set.of("one", "two");

    private static Set<String> failed(String answer) {
        return PartialBatchResponse.failed(answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8), BATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "{'batchItemFailures': []}", "{'batchItemFailures': null}"})
    void nothingFailed(String answer) {
        assertThat(failed(answer)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "'text'",
                "[]",
                "{'batchItemFailures': 'one'}",
                "{'batchItemFailures': [{'itemIdentifier': ''}]}",
                "{'batchItemFailures': [{'itemIdentifier': null}]}",
                "{'batchItemFailures': [{'itemIdentifier': 1}]}",
                "{'batchItemFailures': [{'messageId': 'one'}]}",
                "{'batchItemFailures': ['one']}",
                "{'batchItemFailures': [{'itemIdentifier': 'one'}, {'itemIdentifier': 'three'}]}"
            })
    void everythingFailed(String answer) {
        assertThat(failed(answer)).isEqualTo(BATCH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'batchItemFailures': [{'itemIdentifier': 'two'}]}",
                "{'batchItemFailures': [{'itemIdentifier': 'two', 'more': 1}, {'itemIdentifier': 'two'}], 'other': 1}"
            })
    void theNamedFailed(String answer) {
        assertThat(failed(answer)).containsExactly("two");
    }
}
