package dev.tracedshop.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.amazonaws.services.lambda.runtime.events.SNSEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Whatever kind of handler a template names becomes a stream handler, the form that the tracer sees. */
class HandlerLoaderTest {
    private static String run(Class<?> handler, String event) throws Exception {
        return run(handler.getName(), event);
    }

    private static String run(String handler, String event) throws Exception {
        RequestStreamHandler loaded = HandlerLoader.load(handler, HandlerLoaderTest.class.getClassLoader());
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        RuntimeApi.Event invocation = new RuntimeApi.Event("id", "arn", 0, null, new byte[0]);
        loaded.handleRequest(
                new ByteArrayInputStream(event.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                answer,
                new InvocationContext(invocation, Map.of()));
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** A handler of streams. */
    public static final class Streams implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
            event.transferTo(answer);
        }
    }

    /** A handler of maps and lists. */
    public static final class Maps implements RequestHandler<Map<String, List<Integer>>, Integer> {
        @Override
        public Integer handleRequest(Map<String, List<Integer>> event, Context context) {
            return event.values().stream()
                    .flatMap(List::stream)
                    .mapToInt(Integer::intValue)
                    .sum();
        }
    }

    /** A handler of Lambda's event classes. */
    public static final class Http implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
        @Override
        public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
            return APIGatewayV2HTTPResponse.builder()
                    .withStatusCode(201)
                    .withBody(event.getRequestContext().getHttp().getMethod() + " " + event.getBody())
                    .build();
        }
    }

    /** A handler of an event whose JSON is spelled otherwise than its class. */
    public static final class Notified implements RequestHandler<SNSEvent, String> {
        @Override
        public String handleRequest(SNSEvent event, Context context) {
            SNSEvent.SNS sns = event.getRecords().get(0).getSNS();
            return sns.getMessage() + " at " + sns.getTimestamp().getMillis() + " with "
                    + Objects.requireNonNull(sns.getMessageAttributes().get("colour"))
                            .getValue();
        }
    }

    /** Takes the event's type as a parameter. */
    public abstract static class Base<T> implements RequestHandler<T, String> {
        abstract String answer(T event);

        @Override
        public String handleRequest(T event, Context context) {
            return answer(event);
        }
    }

    /** A colour. */
    public static final class Colour {
        private String name = "none";

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    /** A handler that inherits its method from a class with a type parameter. */
    public static final class Inherits extends Base<Colour> {
        @Override
        String answer(Colour event) {
            return event.getName();
        }
    }

    /** A handler without a public constructor. */
    public static final class Hidden implements RequestHandler<Object, String> {
        private Hidden() {}

        @Override
        public String handleRequest(Object event, Context context) {
            return "never";
        }
    }

    /** A handler that cannot be made. */
    public static final class Throws implements RequestHandler<Object, String> {
        public Throws() {
            throw new IllegalStateException("no table");
        }

        @Override
        public String handleRequest(Object event, Context context) {
            return "never";
        }
    }

    @Test
    void streamHandlerIsTakenAsItIs() throws Exception {
        assertThat(HandlerLoader.load(Streams.class.getName(), getClass().getClassLoader()))
                .isInstanceOf(Streams.class);
        assertThat(run(Streams.class, "no json")).isEqualTo("no json");
        assertThat(run(Streams.class.getName() + "::handleRequest", "{}")).isEqualTo("{}");
    }

    @Test
    void eventsOfEveryTypeAreRead() throws Exception {
        assertThat(run(Maps.class, "{'a': [1, 2], 'b': [3]}")).isEqualTo("6");
        assertThat(run(Http.class, "{'body': 'hej', 'requestContext': {'http': {'method': 'PUT'}}, 'unknown': 1}"))
                .contains("\"statusCode\":201", "\"body\":\"PUT hej\"");
        assertThat(run(
                        Notified.class,
                        "{'Records': [{'EventSource': 'aws:sns', 'Sns': {'Message': 'm', 'Timestamp': '1970-01-01T00:00:01.000Z',"
                                + " 'MessageAttributes': {'colour': {'Type': 'String', 'Value': 'blue'}}}}]}"))
                .isEqualTo("\"m at 1000 with blue\"");
    }

    @Test
    void typeOfTheEventIsFoundThroughInheritance() throws Exception {
        assertThat(run(Inherits.class, "{'name': 'blue'}")).isEqualTo("\"blue\"");
    }

    @Test
    void whatCannotHandleIsSaid() {
        assertThatThrownBy(() -> run("com.example.Nowhere", "{}"))
                .isInstanceOf(ClassNotFoundException.class)
                .hasMessageContaining("com.example.Nowhere");
        assertThatThrownBy(() -> run(Streams.class.getName() + "::other", "{}"))
                .hasMessageContaining("only a handleRequest method is supported here");
        assertThatThrownBy(() -> run(Colour.class, "{}"))
                .hasMessage("Handler " + Colour.class.getName()
                        + ": the class implements neither RequestHandler nor RequestStreamHandler.");
        assertThatThrownBy(() -> run(Hidden.class, "{}")).isInstanceOf(NoSuchMethodException.class);
    }

    @Test
    void whatAConstructorThrowsIsToldAndNotItsWrapping() {
        assertThatThrownBy(() -> run(Throws.class, "{}")).satisfies(thrown -> {
            FunctionError error = FunctionError.of(thrown);
            assertThat(error.type()).isEqualTo("java.lang.IllegalStateException");
            assertThat(error.message()).isEqualTo("no table");
            assertThat(error.stackTrace().get(0)).startsWith(Throws.class.getName() + ".<init>");
            assertThat(error.text()).startsWith("java.lang.IllegalStateException: no table\n\tat ");
        });
    }
}
