package dev.tracedshop.local.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.function.Function;

/** Who answers the requests of a route. */
public sealed interface ApiIntegration {
    /** A function. */
    record OfFunction(Function function) implements ApiIntegration {}

    /**
     * A service of AWS, which API Gateway calls itself.
     *
     * @param call makes the call for a request, which it gets in the form in which a function would
     */
    record OfService(java.util.function.Function<JsonNode, Answer> call) implements ApiIntegration {}

    /** What a service answered. */
    record Answer(int status, String contentType, byte[] body) {}
}
