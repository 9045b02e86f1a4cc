package dev.tracedshop.local.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** A server on the loopback answers even when its handler fails, and says whose port is taken. */
class LoopbackServerTest {
    private static HttpResponse<String> get(URI uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void failureOfTheHandlerIsAnswered() throws Exception {
        try (LoopbackServer server = LoopbackServer.start("test", 0, exchange -> {
            throw new IllegalStateException("as the test wants it");
        })) {
            HttpResponse<String> response = get(server.uri());
            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).isEqualTo("as the test wants it");
        }
    }

    @Test
    void takenPortIsNamed() throws Exception {
        try (LoopbackServer first =
                LoopbackServer.start("first", 0, exchange -> LoopbackServer.send(exchange, 200, new byte[0]))) {
            assertThat(get(first.uri()).statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> LoopbackServer.start("the second", first.port(), exchange -> {}))
                    .isInstanceOf(LoopbackServer.PortUnavailableException.class)
                    .hasMessage(
                            "Port " + first.port()
                                    + ", wanted for the second, cannot be had (Address already in use). If another program has it, stop that one, or choose another port.");
        }
    }
}
