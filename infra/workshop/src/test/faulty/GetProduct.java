package dev.tracedshop.productapi;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.concurrent.CountDownLatch;

/** Does what a function should not do, as its path says. */
public final class GetProduct implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        try {
            return handle(event);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) throws InterruptedException {
        switch (event.getPathParameters().get("productId")) {
            case "throw":
                throw new IllegalStateException("no tea");
            case "throw-two-lines":
                throw new IllegalStateException("no tea\nand no café");
            case "hang":
                new CountDownLatch(1).await();
                break;
            case "exit":
                Runtime.getRuntime().halt(7);
                break;
            case "print-one-line":
                while (true) {
                    System.out.print("x".repeat(100_000));
                }
            case "print":
                while (true) {
                    System.out.println("and on, and on");
                }
            default:
                break;
        }
        return APIGatewayV2HTTPResponse.builder().withStatusCode(200).withBody("fine").build();
    }
}
