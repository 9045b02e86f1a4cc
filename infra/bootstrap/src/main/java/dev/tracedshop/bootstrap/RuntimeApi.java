package dev.tracedshop.bootstrap;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Speaks Lambda's Runtime API (version 2018-06-01) over one kept connection.
 *
 * <p>A plain socket on purpose: the tracer instruments the JDK's HTTP clients, and each poll would become a trace of its own.
 */
final class RuntimeApi {
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    private final String host;
    private final int port;
    private final String prefix;
    private @Nullable Connection connection;

    /**
     * @param address host:port, optionally followed by a path, as in {@code 127.0.0.1:9001/functions/orders}
     */
    RuntimeApi(String address) {
        int slash = address.indexOf('/');
        String authority = slash < 0 ? address : address.substring(0, slash);
        int colon = authority.lastIndexOf(':');
        this.host = authority.substring(0, colon);
        this.port = Integer.parseInt(authority.substring(colon + 1));
        this.prefix = (slash < 0 ? "" : address.substring(slash)) + "/2018-06-01/runtime";
    }

    /**
     * One event to handle.
     *
     * @param requestId the invocation's id
     * @param arn the function's ARN as invoked
     * @param deadline when the invocation times out, in milliseconds since the epoch
     * @param traceHeader the X-Ray trace header of the invocation
     * @param body the event's bytes as they came
     */
    record Event(
            String requestId,
            String arn,
            long deadline,
            @Nullable String traceHeader,
            byte[] body) {}

    private record Response(int status, Map<String, String> headers, byte[] body) {}

    /** Waits for the next event, as long as it takes. */
    Event next() throws IOException {
        Response response = call("GET", "/invocation/next", Map.of(), new byte[0]);
        if (response.status() != 200) {
            throw new IOException("The Runtime API answered " + response.status() + " to a request for the next event");
        }
        Map<String, String> headers = response.headers();
        String requestId = headers.get("lambda-runtime-aws-request-id");
        if (requestId == null) {
            throw new IOException("The Runtime API sent an event without a request id");
        }
        return new Event(
                requestId,
                headers.getOrDefault("lambda-runtime-invoked-function-arn", ""),
                Long.parseLong(headers.getOrDefault("lambda-runtime-deadline-ms", "0")),
                headers.get("lambda-runtime-trace-id"),
                response.body());
    }

    /** Posts the handler's answer. */
    void answered(String requestId, byte[] answer) throws IOException {
        call("POST", "/invocation/" + requestId + "/response", Map.of(), answer);
    }

    /** Posts what the handler threw. */
    void failed(String requestId, FunctionError error) throws IOException {
        post("/invocation/" + requestId + "/error", error);
    }

    /** Posts what the handler's class threw before it could take an event. */
    void initializationFailed(FunctionError error) throws IOException {
        post("/init/error", error);
    }

    private void post(String path, FunctionError error) throws IOException {
        call("POST", path, Map.of("Lambda-Runtime-Function-Error-Type", error.type()), error.json());
    }

    private Response call(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
        boolean reused = connection != null;
        try {
            return attempt(method, path, headers, body);
        } catch (IOException e) {
            disconnect();
            if (!reused) {
                throw e;
            }
            // A kept connection may have been closed meanwhile; the request was not answered, so it may be sent again.
            return attempt(method, path, headers, body);
        }
    }

    private Response attempt(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
        Connection current = connection;
        if (current == null) {
            current = Connection.open(host, port);
            connection = current;
        }
        StringBuilder head = new StringBuilder()
                .append(method)
                .append(' ')
                .append(prefix)
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(host)
                .append(':')
                .append(port)
                .append("\r\nContent-Type: application/json\r\nContent-Length: ")
                .append(body.length)
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("\r\n");
        ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + body.length);
        request.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        // One write: a head and a body sent apart cost 40 ms to Nagle's algorithm and delayed acknowledgement.
        request.writeTo(current.out());
        current.out().flush();
        return read(current.in());
    }

    private static Response read(InputStream in) throws IOException {
        int[] budget = {MAX_HEADER_BYTES};
        String statusLine = line(in, budget);
        String[] parts = statusLine.split(" ", 3);
        if (parts.length < 2) {
            throw new IOException("Not an HTTP response: " + statusLine);
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in, budget); !line.isEmpty(); line = line(in, budget)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("The Runtime API's answer ended early");
        }
        return new Response(Integer.parseInt(parts[1]), headers, body);
    }

    private static String line(InputStream in, int[] budget) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("The Runtime API closed the connection");
            }
            if (--budget[0] < 0) {
                throw new IOException("The Runtime API's answer has too long a head");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private record Connection(Socket socket, InputStream in, OutputStream out) {
        static Connection open(String host, int port) throws IOException {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, port));
            return new Connection(socket, new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // It is being thrown away; there is nothing to save.
            }
        }
    }
}
