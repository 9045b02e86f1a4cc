package dev.tracedshop.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Runtime API is spoken as documented, over a connection that is kept while it lasts. */
class RuntimeApiTest {
    private static final String EVENT_HEADERS = """
            Lambda-Runtime-Aws-Request-Id: id-1
            lambda-runtime-deadline-ms: 1234567890123
            Lambda-Runtime-Invoked-Function-Arn:arn:aws:lambda:eu-north-1:123456789012:function:f
            Lambda-Runtime-Trace-Id: Root=1-a-b
            """.replace("\n", "\r\n");

    private Server server;
    private RuntimeApi api;

    /** Answers each request on a socket with what stands in a row, and closes the connection where the row says so. */
    private static final class Server implements AutoCloseable {
        private final ServerSocket socket;
        private final List<Answer> answers;
        private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
        private final List<Integer> connections = Collections.synchronizedList(new ArrayList<>());
        private final CountDownLatch closed = new CountDownLatch(1);

        private record Answer(String head, byte[] body, boolean thenClose) {}

        Server(Answer... answers) throws IOException {
            this.answers = new ArrayList<>(Arrays.asList(answers));
            this.socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(this::serve, "server");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve() {
            try {
                while (!answers.isEmpty()) {
                    try (Socket connection = socket.accept()) {
                        connections.add(connection.getPort());
                        boolean open = true;
                        while (open && !answers.isEmpty()) {
                            requests.add(request(connection.getInputStream()));
                            Answer answer = answers.remove(0);
                            ByteArrayOutputStream out = new ByteArrayOutputStream();
                            out.writeBytes(answer.head().getBytes(StandardCharsets.ISO_8859_1));
                            out.writeBytes(answer.body());
                            connection.getOutputStream().write(out.toByteArray());
                            connection.getOutputStream().flush();
                            open = !answer.thenClose();
                        }
                    }
                    closed.countDown();
                }
            } catch (IOException e) {
                requests.add("server failed: " + e);
            }
        }

        private static String request(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int c = in.read();
                if (c < 0) {
                    throw new IOException("request ended early: " + head);
                }
                head.append((char) c);
            }
            int at = head.indexOf("Content-Length: ") + "Content-Length: ".length();
            int length = Integer.parseInt(head.substring(at, head.indexOf("\r", at)));
            return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static Server.Answer answer(String statusAndHeaders, byte[] body, boolean thenClose) {
        return new Server.Answer(
                "HTTP/1.1 " + statusAndHeaders + "Content-Length: " + body.length + "\r\n\r\n", body, thenClose);
    }

    private static Server.Answer event(byte[] body) {
        return answer("200 OK\r\n" + EVENT_HEADERS, body, false);
    }

    private static Server.Answer accepted() {
        return answer("202 Accepted\r\n", "{\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8), false);
    }

    @BeforeEach
    void idle() throws IOException {
        start();
    }

    private void start(Server.Answer... answers) throws IOException {
        server = new Server(answers);
        api = new RuntimeApi("127.0.0.1:" + server.socket.getLocalPort() + "/processes/f-1");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void eventCarriesWhatItsHeadersSay() throws IOException {
        start(event("{\"é\":1}\n".getBytes(StandardCharsets.UTF_8)));
        RuntimeApi.Event event = api.next();
        assertThat(event.requestId()).isEqualTo("id-1");
        assertThat(event.deadline()).isEqualTo(1234567890123L);
        assertThat(event.arn()).isEqualTo("arn:aws:lambda:eu-north-1:123456789012:function:f");
        assertThat(event.traceHeader()).isEqualTo("Root=1-a-b");
        assertThat(new String(event.body(), StandardCharsets.UTF_8)).isEqualTo("{\"é\":1}\n");
        assertThat(server.requests.get(0))
                .startsWith("GET /processes/f-1/2018-06-01/runtime/invocation/next HTTP/1.1\r\n");
    }

    @Test
    void eventOfFiveMegabytesArrivesWhole() throws IOException {
        byte[] body = new byte[5 * 1024 * 1024];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) ('a' + i % 23);
        }
        start(event(body));
        assertThat(api.next().body()).isEqualTo(body);
    }

    @Test
    void answersAndErrorsArePosted() throws IOException {
        start(accepted(), accepted(), accepted());
        api.answered("id-1", "{\"é\":1}".getBytes(StandardCharsets.UTF_8));
        FunctionError error = FunctionError.of(new IllegalStateException("two\nlines, é"));
        api.failed("id-2", error);
        api.initializationFailed(error);
        assertThat(server.requests.get(0))
                .startsWith("POST /processes/f-1/2018-06-01/runtime/invocation/id-1/response HTTP/1.1\r\n")
                .contains("\r\nContent-Length: 8\r\n")
                .endsWith("\r\n\r\n{\"é\":1}");
        assertThat(server.requests.get(1))
                .startsWith("POST /processes/f-1/2018-06-01/runtime/invocation/id-2/error HTTP/1.1\r\n")
                .contains("\r\nLambda-Runtime-Function-Error-Type: java.lang.IllegalStateException\r\n")
                .contains("{\"errorMessage\":\"two\\nlines, é\",\"errorType\":\"java.lang.IllegalStateException\"");
        assertThat(server.requests.get(2)).startsWith("POST /processes/f-1/2018-06-01/runtime/init/error HTTP/1.1\r\n");
        assertThat(server.connections).hasSize(1);
    }

    @Test
    void connectionThatTheServerClosedWhileIdleIsOpenedAgain() throws Exception {
        start(answer("200 OK\r\n" + EVENT_HEADERS, "{}".getBytes(StandardCharsets.UTF_8), true), accepted());
        api.next();
        assertThat(server.closed.await(30, TimeUnit.SECONDS)).isTrue();
        api.answered("id-1", "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(server.requests).hasSize(2);
        assertThat(server.requests.get(1)).contains("/invocation/id-1/response");
        assertThat(server.connections).hasSize(2);
    }

    @Test
    void whatIsNoEventIsSaid() throws IOException {
        start(answer("410 Gone\r\n", "gone".getBytes(StandardCharsets.UTF_8), false));
        assertThatThrownBy(() -> api.next())
                .isInstanceOf(IOException.class)
                .hasMessage("The Runtime API answered 410 to a request for the next event");
        start(answer("200 OK\r\n", "{}".getBytes(StandardCharsets.UTF_8), false));
        assertThatThrownBy(() -> api.next())
                .isInstanceOf(IOException.class)
                .hasMessage("The Runtime API sent an event without a request id");
    }

    @Test
    void serverThatIsNotThereIsAnError() throws IOException {
        server.close();
        assertThatThrownBy(() -> api.next()).isInstanceOf(IOException.class);
    }
}
