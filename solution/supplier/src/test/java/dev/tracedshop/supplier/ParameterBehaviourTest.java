package dev.tracedshop.supplier;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.SsmClient;

class ParameterBehaviourTest {

    @Test
    void theParameterIsAskedForAtEachRequest() throws IOException {
        List<String> requests = new CopyOnWriteArrayList<>();
        HttpServer systemsManager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        systemsManager.createContext("/", exchange -> {
            requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            String value = requests.size() == 1 ? "normal" : "rejecting";
            byte[] answer = ("{\"Parameter\": {\"Name\": \"/dev/supplier/behaviour\", \"Value\": \"" + value + "\"}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        systemsManager.start();
        try (SsmClient client = SsmClient.builder()
                .endpointOverride(URI.create(
                        "http://127.0.0.1:" + systemsManager.getAddress().getPort()))
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "key")))
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            BehaviourSource behaviour = new ParameterBehaviour(client, "/dev/supplier/behaviour");

            assertThat(behaviour.current()).isEqualTo(Behaviour.NORMAL);
            assertThat(behaviour.current()).isEqualTo(Behaviour.REJECTING);
            assertThat(requests).hasSize(2).containsOnly("{\"Name\":\"/dev/supplier/behaviour\"}");
        } finally {
            systemsManager.stop(0);
        }
    }
}
