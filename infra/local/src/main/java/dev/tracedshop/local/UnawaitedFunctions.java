package dev.tracedshop.local;

import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.function.Functions;
import java.util.Set;
import java.util.TreeSet;

/**
 * The functions that work off what was put down for them: messages, changes of a table, events, asynchronous invocations. Nobody waits for
 * what they answer, as the client of an API and a state machine do, who give up after a while. On AWS the one kind never slows the other;
 * here they share the processors, so these stand back.
 */
final class UnawaitedFunctions {
    private static final String API = "apigateway.amazonaws.com";

    private UnawaitedFunctions() {}

    /** Returns the names of functions that a mapping reads for, or that a service other than an API may invoke. */
    static Set<String> of(Assembly assembly) {
        Set<String> fed = new TreeSet<>();
        Set<String> answering = new TreeSet<>();
        assembly.resources("AWS::Lambda::EventSourceMapping").stream()
                .map(mapping -> assembly.properties(mapping).path("FunctionName"))
                .forEach(name -> fed.add(Functions.nameIn(name.asText())));
        assembly.resources("AWS::Lambda::Permission").stream()
                .map(assembly::properties)
                .forEach(permission -> (permission.path("Principal").asText().equals(API) ? answering : fed)
                        .add(Functions.nameIn(permission.path("FunctionName").asText())));
        fed.removeAll(answering);
        return fed;
    }
}
