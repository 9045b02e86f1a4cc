package dev.tracedshop.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.handlers.CannotStart;
import dev.tracedshop.local.handlers.Echo;
import dev.tracedshop.local.handlers.HttpAnswers;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP front speaks as API Gateway's HTTP APIs do: events of payload format 2.0, answers, and its own refusals. */
class HttpApiTest {
    private static TestRuntime shop;
    private static URI api;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start(@TempDir Path directory) {
        Templates template = new Templates()
                .function("echo", Echo.class)
                .function("answers", HttpAnswers.class)
                .function("behaves", Behaves.class.getName(), "{'Timeout': 3}")
                .function("cannot-start", CannotStart.class)
                .resource("Api", "AWS::ApiGatewayV2::Api", "{'Name': 'api', 'ProtocolType': 'HTTP'}")
                .resource(
                        "Stage",
                        "AWS::ApiGatewayV2::Stage",
                        "{'ApiId': {'Ref': 'Api'}, 'StageName': '$default', 'AutoDeploy': true}");
        route(template, "echo", "ANY /echo/{id}", 30_000);
        route(template, "answers", "ANY /answers", 30_000);
        route(template, "behaves", "GET /behaves", 100);
        route(template, "cannot-start", "GET /cannot-start", 30_000);
        template.section("Outputs", "{'Url': {'Value': {'Fn::GetAtt': ['Api', 'ApiEndpoint']}}}");
        shop = TestRuntime.start(directory, template);
        api = shop.runtime().apis().get(0);
    }

    private static void route(Templates template, String function, String key, int timeout) {
        template.resource("To" + function, "AWS::ApiGatewayV2::Integration", """
                {'ApiId': {'Ref': 'Api'}, 'IntegrationType': 'AWS_PROXY', 'PayloadFormatVersion': '2.0',
                 'TimeoutInMillis': %d, 'IntegrationUri': {'Fn::GetAtt': ['%s', 'Arn']}}
                """.formatted(timeout, function));
        template.resource("Route" + function, "AWS::ApiGatewayV2::Route", """
                {'ApiId': {'Ref': 'Api'}, 'RouteKey': '%s',
                 'Target': {'Fn::Join': ['', ['integrations/', {'Ref': 'To%s'}]]}}
                """.formatted(key, function));
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create(api + pathAndQuery)).timeout(TestRuntime.LIMIT);
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static JsonNode event(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send(request);
        assertThat(response.statusCode()).isEqualTo(200);
        return TestRuntime.json(response.body());
    }

    /** Has the function answer with these bytes. */
    private static HttpResponse<byte[]> answered(String answer) throws IOException, InterruptedException {
        return send(request("/answers")
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8))));
    }

    /** Writes a request as it stands, since clients tidy up what they send. */
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(LoopbackServer.address(), api.getPort());
                InputStream in = socket.getInputStream()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void apiListensOnTheLoopbackAndTheTemplatesKnowWhere() {
        assertThat(api.getHost()).isEqualTo("127.0.0.1");
        assertThat(shop.runtime().assembly().outputs()).containsEntry("Test.Url", api.toString());
    }

    @Test
    void eventIsThePayloadFormatFieldByField() throws Exception {
        long before = System.currentTimeMillis();
        HttpResponse<byte[]> response =
                send(request("/echo/a%20b?parameter1=value1&parameter1=value2&parameter2=a%20b+c&empty")
                        .header("Cookie", "cookie1=a; cookie2=b")
                        .header("Header1", "value1")
                        .header("Header2", "value1")
                        .header("Header2", "value2")
                        .header("User-Agent", "agent")
                        .header("Content-Type", "application/json")
                        .header("X-Amzn-Trace-Id", "Root=1-5e1b4151-5ac6c58f5ac6c58f5ac6c58f")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"é\": 1}")));
        ObjectNode event = (ObjectNode) TestRuntime.json(response.body());
        ObjectNode context = (ObjectNode) event.path("requestContext");
        assertThat(context.path("requestId").asText())
                .isEqualTo(response.headers().firstValue("apigw-requestid").orElseThrow());
        assertThat(context.remove("time").asText()).matches("\\d{2}/[A-Z][a-z]{2}/\\d{4}:\\d{2}:\\d{2}:\\d{2} \\+0000");
        assertThat(context.remove("timeEpoch").asLong()).isBetween(before, System.currentTimeMillis());
        String apiId = shop.runtime()
                .assembly()
                .physicalId(shop.runtime()
                        .assembly()
                        .resources("AWS::ApiGatewayV2::Api")
                        .get(0));
        context.remove("requestId");
        assertThat(event).isEqualTo(Templates.json("""
                        {'version': '2.0',
                         'routeKey': 'ANY /echo/{id}',
                         'rawPath': '/echo/a%20b',
                         'rawQueryString': 'parameter1=value1&parameter1=value2&parameter2=a%20b+c&empty',
                         'cookies': ['cookie1=a', 'cookie2=b'],
                         'headers': {'content-length': '9', 'content-type': 'application/json', 'header1': 'value1',
                           'header2': 'value1,value2', 'host': '127.0.0.1:PORT', 'user-agent': 'agent',
                           'x-amzn-trace-id': 'Root=1-5e1b4151-5ac6c58f5ac6c58f5ac6c58f', 'x-forwarded-for': '127.0.0.1',
                           'x-forwarded-port': '443', 'x-forwarded-proto': 'https'},
                         'queryStringParameters': {'parameter1': 'value1,value2', 'parameter2': 'a b c', 'empty': ''},
                         'pathParameters': {'id': 'a b'},
                         'requestContext': {'accountId': '123456789012', 'apiId': 'APIID',
                           'domainName': 'APIID.execute-api.eu-north-1.amazonaws.com', 'domainPrefix': 'APIID',
                           'http': {'method': 'POST', 'path': '/echo/a b', 'protocol': 'HTTP/1.1',
                             'sourceIp': '127.0.0.1', 'userAgent': 'agent'},
                           'routeKey': 'ANY /echo/{id}', 'stage': '$default'},
                         'body': '{\\"é\\": 1}',
                         'isBase64Encoded': false}
                        """.replace("APIID", apiId)
                .replace("PORT", Integer.toString(api.getPort()))));
    }

    @Test
    void whatTheRequestLacksTheEventLacks() throws Exception {
        JsonNode event = event(request("/echo/1"));
        assertThat(event.has("cookies")).isFalse();
        assertThat(event.has("queryStringParameters")).isFalse();
        assertThat(event.has("body")).isFalse();
        assertThat(event.path("isBase64Encoded").asBoolean(true)).isFalse();
        assertThat(event.path("rawQueryString").asText("none")).isEmpty();
        assertThat(event.path("headers").path("x-amzn-trace-id").asText()).matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24}");
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, false",
        "application/vnd.api+json, false",
        "text/csv, false",
        "application/xml, false",
        "application/javascript, false",
        "application/octet-stream, true",
        "image/png, true",
        "application/x-www-form-urlencoded, true"
    })
    void bodyOfATextTypePassesAsItIsAndAnyOtherInBase64(String type, boolean base64) throws Exception {
        JsonNode event =
                event(request("/echo/1").header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString("a=ü")));
        assertThat(event.path("isBase64Encoded").asBoolean()).isEqualTo(base64);
        String body = event.path("body").asText();
        assertThat(base64 ? new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8) : body)
                .isEqualTo("a=ü");
    }

    @Test
    void textThatIsNoUtf8PassesInBase64() throws Exception {
        byte[] latin1 = "é".getBytes(StandardCharsets.ISO_8859_1);
        JsonNode event = event(request("/echo/1")
                .header("Content-Type", "text/plain; charset=iso-8859-1")
                .POST(HttpRequest.BodyPublishers.ofByteArray(latin1)));
        assertThat(event.path("isBase64Encoded").asBoolean()).isTrue();
        assertThat(Base64.getDecoder().decode(event.path("body").asText())).isEqualTo(latin1);
    }

    @Test
    void encodedSlashStaysOneSegment() throws Exception {
        assertThat(event(request("/echo/a%2Fb"))
                        .path("pathParameters")
                        .path("id")
                        .asText())
                .isEqualTo("a/b");
    }

    @Test
    void percentSignWithoutAnEscapeIsNoServerError() throws Exception {
        assertThat(raw("GET /echo/100%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        // The front is still there.
        assertThat(event(request("/echo/1")).path("version").asText()).isEqualTo("2.0");
    }

    @Test
    void whatNoRouteMatchesIsNotFound() throws Exception {
        for (HttpRequest.Builder request : List.of(
                request("/nowhere"),
                request("/echo"),
                request("/behaves").POST(HttpRequest.BodyPublishers.ofString("{}")))) {
            HttpResponse<byte[]> response = send(request);
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(TestRuntime.json(response.body())).isEqualTo(Templates.json("{'message': 'Not Found'}"));
            assertThat(response.headers().firstValue("content-type")).contains("application/json");
            assertThat(response.headers().firstValue("apigw-requestid").orElseThrow())
                    .matches("[A-Za-z0-9_-]{15}=");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7 * 1024 * 1024, 11 * 1024 * 1024})
    void bodyBeyondTheQuotaIsRefused(int size) throws Exception {
        byte[] body = new byte[size];
        Arrays.fill(body, (byte) 'x');
        HttpResponse<byte[]> response = send(request("/echo/1")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(TestRuntime.json(response.body()))
                .isEqualTo(Templates.json("{'message': 'Request Entity Too Large'}"));
    }

    @Test
    void functionSlowerThanTheIntegrationIsUnavailable() throws Exception {
        HttpResponse<byte[]> response = send(request("/behaves?do=hang"));
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(TestRuntime.json(response.body())).isEqualTo(Templates.json("{'message': 'Service Unavailable'}"));
    }

    @Test
    void requestThatWasAnsweredBeforeItsTurnIsNotHandedToTheFunction() throws Exception {
        shop.settle();
        int before = shop.recorder().startsOf("behaves").size();
        assertThat(send(request("/behaves?do=hang")).statusCode()).isEqualTo(503);
        assertThat(send(request("/behaves?do=hang")).statusCode()).isEqualTo(503);
        shop.settle();
        assertThat(shop.recorder().startsOf("behaves")).hasSize(before + 1);
    }

    @Test
    void functionThatFailsIsAnInternalServerError() throws Exception {
        HttpResponse<byte[]> response = send(request("/cannot-start"));
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(TestRuntime.json(response.body())).isEqualTo(Templates.json("{'message': 'Internal Server Error'}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "this is no JSON",
                "{'statusCode': 'many'}",
                "{'statusCode': 7}",
                "{'statusCode': 200, 'isBase64Encoded': true, 'body': '***'}",
                "{'statusCode': 200, 'headers': {'a\\nb': 'x'}}",
                "{'statusCode': 200, 'headers': {'a': 'x\\r\\ny: z'}}"
            })
    void answerOfWhichNoResponseCanBeMadeIsAnInternalServerError(String answer) throws Exception {
        HttpResponse<byte[]> response = answered(answer);
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(TestRuntime.json(response.body())).isEqualTo(Templates.json("{'message': 'Internal Server Error'}"));
    }

    @Test
    void answerWithoutAStatusIsTheBody() throws Exception {
        HttpResponse<byte[]> response = answered("{'message': 'hej'}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo("{\"message\":\"hej\"}");
        assertThat(new String(answered("'plain'").body(), StandardCharsets.UTF_8))
                .isEqualTo("plain");
    }

    @Test
    void statusHeadersCookiesAndBodyOfAnAnswerArrive() throws Exception {
        HttpResponse<byte[]> response = answered("""
                {'statusCode': 201, 'body': 'ä', 'cookies': ['a=1', 'b=2; Secure'],
                 'headers': {'Location': '/echo/7', 'x-number': 3, 'Content-Length': '999'},
                 'multiValueHeaders': {'x-many': ['1', '2']}}
                """);
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo("ä");
        assertThat(response.headers().firstValue("location")).contains("/echo/7");
        assertThat(response.headers().firstValue("x-number")).contains("3");
        assertThat(response.headers().allValues("x-many")).containsExactly("1", "2");
        assertThat(response.headers().allValues("set-cookie")).containsExactlyInAnyOrder("a=1", "b=2; Secure");
        assertThat(response.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
        assertThat(response.headers().firstValue("apigw-requestid")).isPresent();
    }

    @Test
    void bytesArriveFromBase64() throws Exception {
        HttpResponse<byte[]> response = answered(
                "{'statusCode': 200, 'isBase64Encoded': true, 'body': 'AAH/', 'headers': {'content-type': 'image/png'}}");
        assertThat(response.body()).containsExactly(0, 1, 255);
        assertThat(response.headers().firstValue("content-type")).contains("image/png");
    }

    @Test
    void answerWithoutABodyHasNone() throws Exception {
        assertThat(answered("{'statusCode': 204}").statusCode()).isEqualTo(204);
        HttpResponse<byte[]> response = answered("{'statusCode': 204, 'body': 'never sent'}");
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.body()).isEmpty();
        // The connection is good for the next request.
        assertThat(answered("{'statusCode': 200}").statusCode()).isEqualTo(200);
    }

    @Test
    void headGetsTheHeadersOnly() throws Exception {
        HttpResponse<byte[]> response = send(request("/echo/1").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        shop.settle();
        assertThat(String.join("", shop.lastLines("echo"))).contains("\"method\":\"HEAD\"");
    }

    @Test
    void requestIsToldWithTheFunctionThatGotIt() throws Exception {
        HttpResponse<byte[]> response = send(request("/echo/1"));
        String id = response.headers().firstValue("apigw-requestid").orElseThrow();
        assertThat(shop.recorder().happened()).contains("routed " + id + " to echo");
    }
}
