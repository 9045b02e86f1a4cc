package dev.tracedshop.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import datadog.trace.api.interceptor.MutableSpan;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectedRefusalsTest {

    private final RuntimeException refusal =
            new IllegalStateException("The conditional request failed (Request ID: 1)");

    private final ExpectedRefusals refusals = new ExpectedRefusals();

    @Test
    void takesTheErrorOffTheSpanOfTheRefusedCall() {
        Recorded call = new Recorded("UpdateItem", "products", refusal);
        refusals.add("UpdateItem", "products", refusal);
        refusals.clear(List.of(new Recorded("GetItem", "products", null).span(), call.span()));
        assertThat(call.error).isFalse();
        assertThat(call.tags).doesNotContainKeys("error.type", "error.message", "error.stack");
        assertThat(call.tags).containsEntry("expected.refusal", true).containsEntry("aws.table.name", "products");
    }

    @Test
    void leavesTheUndoRedThatIsRefusedInTheSameTrace() {
        RuntimeException undone = new IllegalStateException("The conditional request failed (Request ID: 2)");
        Recorded update = new Recorded("UpdateItem", "products", refusal);
        Recorded undo = new Recorded("UpdateItem", "products", undone);
        refusals.add("UpdateItem", "products", refusal);
        refusals.clear(List.of(update.span(), undo.span()));
        assertThat(update.error).isFalse();
        assertThat(undo.error).isTrue();
        assertThat(undo.tags).containsKeys("error.type", "error.message", "error.stack");
    }

    @Test
    void clearsAsManySpansAsWereExpected() {
        Recorded one = new Recorded("UpdateItem", "products", refusal);
        Recorded other = new Recorded("UpdateItem", "products", refusal);
        refusals.add("UpdateItem", "products", refusal);
        refusals.clear(List.of(one.span()));
        refusals.clear(List.of(other.span()));
        assertThat(one.error).isFalse();
        assertThat(other.error).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"PutItem,products", "UpdateItem,leases"})
    void goesByOperationAndTable(String operation, String table) {
        Recorded call = new Recorded("UpdateItem", "products", refusal);
        refusals.add(operation, table, refusal);
        refusals.clear(List.of(call.span()));
        assertThat(call.error).isTrue();
    }

    @Test
    void goesByTheArnOfAStateMachine() {
        Recorded call = new Recorded("StartExecution", null, refusal);
        call.tags.put("aws.state_machine.arn", "arn:machine");
        refusals.add("StartExecution", "arn:machine", refusal);
        refusals.clear(List.of(call.span()));
        assertThat(call.error).isFalse();
    }

    @Test
    void doesNothingWithoutATracer() {
        ExpectedRefusals.expect("UpdateItem", "products", refusal);
        ExpectedRefusals.expect("UpdateItem", "products", new IllegalStateException());
    }

    /** Stands in for a span that the tracer shows: its tags and whether it is an error. */
    private static final class Recorded {

        final Map<String, Object> tags = new HashMap<>();
        boolean error;

        Recorded(String operation, @Nullable String table, @Nullable Throwable refusal) {
            tags.put("aws.operation", operation);
            if (table != null) {
                tags.put("aws.table.name", table);
            }
            if (refusal != null) {
                error = true;
                tags.put("error.type", refusal.getClass().getName());
                tags.put("error.message", refusal.getMessage());
                tags.put("error.stack", "…");
            }
        }

        MutableSpan span() {
            // By proxy: of the interface's many methods four are used.
            return (MutableSpan) Proxy.newProxyInstance(
                    MutableSpan.class.getClassLoader(),
                    new Class<?>[] {MutableSpan.class},
                    (proxy, method, arguments) -> {
                        switch (method.getName()) {
                            case "getTags" -> {
                                return tags;
                            }
                            case "isError" -> {
                                return error;
                            }
                            case "setError" -> error = (Boolean) arguments[0];
                            case "setTag" -> {
                                if (arguments[1] == null) {
                                    tags.remove(arguments[0]);
                                } else {
                                    tags.put((String) arguments[0], arguments[1]);
                                }
                            }
                            default -> throw new UnsupportedOperationException(method.getName());
                        }
                        return proxy;
                    });
        }
    }
}
