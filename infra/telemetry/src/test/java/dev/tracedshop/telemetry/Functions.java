package dev.tracedshop.telemetry;

import java.util.Map;

/** Functions for tests. */
final class Functions {

    private Functions() {}

    static FunctionProfile profile(String name, Map<String, String> environment) {
        return new FunctionProfile(
                name,
                "arn:aws:lambda:eu-west-1:123456789012:function:" + name,
                environment.getOrDefault("DD_SERVICE", name),
                environment,
                "eu-west-1",
                "123456789012",
                1024,
                "x86_64",
                "java21");
    }
}
