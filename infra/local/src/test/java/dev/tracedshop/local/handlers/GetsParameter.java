package dev.tracedshop.local.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/** Asks for an SSM parameter with the key that the event names, or with its own, and returns status and body of the answer. */
public final class GetsParameter implements RequestHandler<Map<String, Object>, String> {
    @Override
    public String handleRequest(Map<String, Object> event, Context context) {
        String given = String.valueOf(event.get("key"));
        String key = given.isEmpty() ? System.getenv("AWS_ACCESS_KEY_ID") : given;
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("AWS_ENDPOINT_URL")))
                    .header("X-Amz-Target", "AmazonSSM.GetParameter")
                    .header(
                            "Authorization",
                            "AWS4-HMAC-SHA256 Credential=" + key + "/20260101/eu-north-1/ssm"
                                    + "/aws4_request, SignedHeaders=host, Signature=0")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"Name\":\"" + event.get("name") + "\"}"))
                    .build();
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
