package dev.tracedshop.local.aws;

import com.sun.net.httpserver.Headers;
import java.net.URI;

/**
 * One call of an AWS service.
 *
 * @param caller the name of the calling role
 * @param service the service as the signature's scope names it, for example {@code dynamodb}
 * @param method the HTTP method
 * @param uri path and query
 * @param headers the HTTP headers
 * @param body the body as it came
 */
public record AwsCall(String caller, String service, String method, URI uri, Headers headers, byte[] body) {
    /** Returns a header, or an empty text. */
    public String header(String name) {
        String value = headers.getFirst(name);
        return value == null ? "" : value;
    }
}
