package dev.tracedshop.local.aws;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a service answers.
 *
 * @param status the HTTP status
 * @param headers the headers, {@code Content-Type} among them
 * @param body the body
 */
public record AwsAnswer(int status, Map<String, String> headers, byte[] body) {
    /** Makes an answer out of text. */
    public static AwsAnswer of(int status, String contentType, String body) {
        return new AwsAnswer(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the same answer with one more header. */
    public AwsAnswer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new AwsAnswer(status, more, body);
    }
}
