package dev.tracedshop.local.assembly;

import dev.tracedshop.local.assembly.Assembly.UnresolvedException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Knows into which log group each function writes: the one that its logging names, else Lambda's own, {@code /aws/lambda/<name>}. */
public final class LogGroups {
    private LogGroups() {}

    /** Returns the names of the log groups by the names of the functions, in the order of their templates. */
    public static Map<String, String> byFunction(Assembly assembly) {
        Map<String, String> groups = new LinkedHashMap<>();
        for (Resource function : assembly.resources("AWS::Lambda::Function")) {
            try {
                String name = assembly.physicalId(function);
                groups.put(
                        name,
                        assembly.properties(function)
                                .path("LoggingConfig")
                                .path("LogGroup")
                                .asText("/aws/lambda/" + name));
            } catch (UnresolvedException e) {
                // While an assembly is checked: the function's own problem, which is reported as such.
            }
        }
        return groups;
    }
}
