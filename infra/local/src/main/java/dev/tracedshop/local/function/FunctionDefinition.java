package dev.tracedshop.local.function;

import dev.tracedshop.local.assembly.TracingLayers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A function as its template declares it.
 *
 * @param name the function's name
 * @param arn its ARN
 * @param path the CDK path of its resource
 * @param handler {@code package.Class} or {@code package.Class::method}
 * @param runtime for example {@code java21}
 * @param architecture {@code x86_64} or {@code arm64}
 * @param memoryMb the memory that the template gives it
 * @param timeout how long an invocation may take
 * @param environment the template's variables
 * @param role the name of its role
 * @param tracing what of the tracer the template attaches
 * @param classPath its code: one jar of its own classes, then its libraries
 */
public record FunctionDefinition(
        String name,
        String arn,
        String path,
        String handler,
        String runtime,
        String architecture,
        int memoryMb,
        Duration timeout,
        Map<String, String> environment,
        String role,
        TracingLayers tracing,
        List<Path> classPath) {

    /** Returns the same function with a directory of classes that are found before its own. */
    public FunctionDefinition withClassesInFront(Path classes) {
        List<Path> extended = new ArrayList<>();
        extended.add(classes);
        extended.addAll(classPath);
        return new FunctionDefinition(
                name,
                arn,
                path,
                handler,
                runtime,
                architecture,
                memoryMb,
                timeout,
                environment,
                role,
                tracing,
                List.copyOf(extended));
    }

    /** Returns the same function with a variable set in its environment. */
    public FunctionDefinition withVariable(String variable, String value) {
        Map<String, String> extended = new LinkedHashMap<>(environment);
        extended.put(variable, value);
        return new FunctionDefinition(
                name,
                arn,
                path,
                handler,
                runtime,
                architecture,
                memoryMb,
                timeout,
                Map.copyOf(extended),
                role,
                tracing,
                classPath);
    }
}
