package dev.tracedshop.supplier;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Calls the function as API Gateway's HTTP API does, through Lambda's own reading of the event. */
final class ApiGateway {

    /** The caller's trace and span, as a request of the shop brings them. */
    static final String TRACE_ID = "6a00000000000000112210f47de98115";

    static final String CALLER = "56a27731687509c9";

    private static final String EVENT = """
            {"version": "2.0", "routeKey": "GET /quotes/{productId}", "rawPath": "/quotes/%1$s", "rawQueryString": "",
             "headers": {"accept": "application/json", %2$s "user-agent": "shop/1"},
             "requestContext": {"domainName": "supplier.example", "http": {"method": "GET", "path": "/quotes/%1$s",
               "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "shop/1"}},
             "pathParameters": {"productId": "%1$s"}, "isBase64Encoded": false}""";

    private final SupplierQuote function;

    ApiGateway(SupplierQuote function) {
        this.function = function;
    }

    APIGatewayV2HTTPResponse get(String productId) {
        return call(EVENT.formatted(productId, ""));
    }

    APIGatewayV2HTTPResponse getAsPartOfTheCallersTrace(String productId) {
        return call(EVENT.formatted(productId, "\"traceparent\": \"00-" + TRACE_ID + "-" + CALLER + "-01\","));
    }

    APIGatewayV2HTTPResponse getWithoutAPathParameter() {
        return call("{\"version\": \"2.0\", \"rawPath\": \"/quotes/\"}");
    }

    private APIGatewayV2HTTPResponse call(String event) {
        APIGatewayV2HTTPEvent request = LambdaEventSerializers.serializerFor(
                        APIGatewayV2HTTPEvent.class, ApiGateway.class.getClassLoader())
                .fromJson(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)));
        return function.handleRequest(request, new Invocation());
    }

    private static final class Invocation implements Context {

        @Override
        public String getAwsRequestId() {
            return "5f6a9b1c-0000-4000-8000-000000000001";
        }

        @Override
        public String getLogGroupName() {
            return "/aws/lambda/dev-supplier-quote";
        }

        @Override
        public String getLogStreamName() {
            return "stream";
        }

        @Override
        public String getFunctionName() {
            return "dev-supplier-quote";
        }

        @Override
        public String getFunctionVersion() {
            return "$LATEST";
        }

        @Override
        public String getInvokedFunctionArn() {
            return "arn:aws:lambda:eu-west-1:000000000000:function:dev-supplier-quote";
        }

        @Override
        public @Nullable CognitoIdentity getIdentity() {
            return null;
        }

        @Override
        public @Nullable ClientContext getClientContext() {
            return null;
        }

        @Override
        public int getRemainingTimeInMillis() {
            return 10_000;
        }

        @Override
        public int getMemoryLimitInMB() {
            return 1024;
        }

        @Override
        public @Nullable LambdaLogger getLogger() {
            return null;
        }
    }
}
