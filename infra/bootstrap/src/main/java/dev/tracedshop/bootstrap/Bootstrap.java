package dev.tracedshop.bootstrap;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs one function until its parent goes away: one event at a time, as Lambda does.
 *
 * <p>Reads the environment that Lambda gives every function, above all {@code AWS_LAMBDA_RUNTIME_API} (host, port and optionally a path) and
 * {@code _HANDLER}. The system property {@code dev.tracedshop.extension}, when set, is the URL at which the tracer finds Datadog's extension.
 */
public final class Bootstrap {

    /** Starts the line that ends an invocation's output; {@code infra/local} looks for it. A record separator: no text contains it. */
    private static final char END_OF_OUTPUT = '\u001e';

    private final RuntimeApi api;
    private final RequestStreamHandler handler;
    private final Tracer tracer;
    private final OutputStream output;
    private final Map<String, String> environment;

    private Bootstrap(
            RuntimeApi api,
            RequestStreamHandler handler,
            Tracer tracer,
            OutputStream output,
            Map<String, String> environment) {
        this.api = api;
        this.handler = handler;
        this.tracer = tracer;
        this.output = output;
        this.environment = environment;
    }

    /** Runs the function named in the environment. */
    public static void main(String... args) throws IOException {
        ParentWatch.start();
        Map<String, String> environment = System.getenv();
        RuntimeApi api = new RuntimeApi(require(environment, "AWS_LAMBDA_RUNTIME_API"));
        Tracer tracer = Tracer.attached(System.getProperty("dev.tracedshop.extension"));
        RequestStreamHandler handler;
        try {
            handler = HandlerLoader.load(require(environment, "_HANDLER"), Bootstrap.class.getClassLoader());
        } catch (Throwable thrown) { // whatever a class initializer may throw
            FunctionError error = FunctionError.of(thrown);
            System.err.println(error.text());
            System.err.flush();
            api.initializationFailed(error);
            Runtime.getRuntime().halt(1);
            return;
        }
        new Bootstrap(api, handler, tracer, new FileOutputStream(FileDescriptor.out), environment).run();
    }

    private static String require(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException(
                    "The environment variable " + name + " is not set: this program is started by the local runtime.");
        }
        return value;
    }

    private void run() throws IOException {
        while (true) {
            handle(api.next());
        }
    }

    private void handle(RuntimeApi.Event event) throws IOException {
        if (event.traceHeader() != null) {
            // Where Lambda's own runtime puts it; the AWS SDK forwards it on its calls.
            System.setProperty("com.amazonaws.xray.traceHeader", event.traceHeader());
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        FunctionError error = null;
        try {
            // The tracer takes the event from the first argument only if it is exactly a ByteArrayInputStream.
            handler.handleRequest(
                    new ByteArrayInputStream(event.body()), answer, new InvocationContext(event, environment));
        } catch (VirtualMachineError fatal) {
            // Nothing can be trusted after it: Lambda replaces the process too.
            finishOutput(event, FunctionError.of(fatal));
            api.failed(event.requestId(), FunctionError.of(fatal));
            Runtime.getRuntime().halt(1);
        } catch (Throwable thrown) { // the handler's own fault, whatever it is
            error = FunctionError.of(thrown);
        }
        // What is not flushed now may never be: the process can be frozen or killed after its answer.
        tracer.flush();
        finishOutput(event, error);
        if (error == null) {
            api.answered(event.requestId(), answer.toByteArray());
        } else {
            api.failed(event.requestId(), error);
        }
    }

    private void finishOutput(RuntimeApi.Event event, @Nullable FunctionError error) throws IOException {
        if (error != null) {
            System.err.println(error.text());
        }
        System.err.flush();
        System.out.flush();
        output.write((END_OF_OUTPUT + event.requestId() + "\n").getBytes(StandardCharsets.UTF_8));
        output.flush();
    }
}
