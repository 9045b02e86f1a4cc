package dev.tracedshop.local.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Does what the event's {@code do} asks for, or that of the query of the request that the event is. */
public final class Behaves implements RequestHandler<Map<String, Object>, Object> {
    private int invocations;

    @Override
    public Object handleRequest(Map<String, Object> event, Context context) {
        invocations++;
        String task = String.valueOf(
                event.get("queryStringParameters") instanceof Map<?, ?> query ? query.get("do") : event.get("do"));
        return switch (task) {
            case "count" -> Map.of("pid", ProcessHandle.current().pid(), "invocations", invocations);
            case "throw" -> throw new IllegalStateException((String) event.get("message"));
            case "exit" -> {
                System.out.println("about to exit");
                System.exit(number(event, "status"));
                yield "never";
            }
            case "hang" -> {
                System.out.println("hanging");
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                yield "never";
            }
            case "fill memory" -> {
                throw new OutOfMemoryError("as if");
            }
            case "print" -> {
                System.out.println(event.get("text"));
                yield "printed";
            }
            case "print unfinished" -> {
                System.out.print(event.get("text"));
                yield "printed";
            }
            case "print interleaved" -> {
                for (int i = 1; i <= 3; i++) {
                    System.out.println("out " + i);
                    System.err.println("err " + i);
                }
                context.getLogger().log("logged");
                yield "printed";
            }
            case "print many" -> {
                PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
                int count = number(event, "count");
                for (int i = 0; i < count; i++) {
                    out.println("line " + i);
                }
                out.flush();
                yield "printed";
            }
            case "print long" -> {
                System.out.println("x".repeat(number(event, "length")));
                yield "printed";
            }
            case "long answer" -> "x".repeat(number(event, "length"));
            case "where" ->
                Behaves.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString();
            case "environment" -> new LinkedHashMap<>(System.getenv());
            case "context" ->
                Map.of(
                        "requestId", context.getAwsRequestId(),
                        "function", context.getFunctionName(),
                        "arn", context.getInvokedFunctionArn(),
                        "memory", context.getMemoryLimitInMB(),
                        "left", context.getRemainingTimeInMillis(),
                        "logGroup", context.getLogGroupName(),
                        "trace", System.getProperty("com.amazonaws.xray.traceHeader", ""));
            default -> event;
        };
    }

    private static int number(Map<String, Object> event, String name) {
        return Integer.parseInt(String.valueOf(event.get(name)));
    }
}
