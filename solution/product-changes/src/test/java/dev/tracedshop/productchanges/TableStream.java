package dev.tracedshop.productchanges;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/** Hands over what Lambda reads from the table's stream, through Lambda's own reading of the event. */
final class TableStream {

    static final String PRODUCT = "0b0f2f1c-6a3f-4a44-9d27-0d5c7a1c8a11";

    private TableStream() {}

    static DynamodbEvent batch(String... records) {
        String json = "{\"Records\":[" + String.join(",", records) + "]}";
        return LambdaEventSerializers.serializerFor(DynamodbEvent.class, TableStream.class.getClassLoader())
                .fromJson(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    static String inserted(int number) {
        return record(number, "INSERT", keys() + newImage("Tea", "12.5", 1, "[]"));
    }

    /** The brackets alone are set, as pricing-changed does. */
    static String priced(int number) {
        return record(
                number,
                "MODIFY",
                keys()
                        + oldImage("Tea", "12.5", 1, "[]")
                        + newImage(
                                "Tea",
                                "12.5",
                                1,
                                "[{\"M\":{\"quantity\":{\"N\":\"5\"},\"price\":{\"N\":\"11.88\"}}}]"));
    }

    static String updated(int number) {
        return record(
                number, "MODIFY", keys() + oldImage("Tea", "12.5", 1, "[]") + newImage("Green tea", "13", 2, "[]"));
    }

    static String removed(int number) {
        return record(number, "REMOVE", keys() + oldImage("Green tea", "13", 2, "[]"));
    }

    static String withoutKeys(int number) {
        return record(number, "INSERT", newImage("Tea", "12.5", 1, "[]"));
    }

    private static String record(int number, String eventName, String parts) {
        return """
                {"eventID":"event-%d","eventName":"%s","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"eu-west-1",
                 "dynamodb":{"ApproximateCreationDateTime":1795246378,%s"SequenceNumber":"%021d","SizeBytes":26,
                   "StreamViewType":"NEW_AND_OLD_IMAGES"},
                 "eventSourceARN":"arn:aws:dynamodb:eu-west-1:000000000000:table/dev-products/stream/2026-01-01T00:00:00.000"}""".formatted(number, eventName, parts, number);
    }

    private static String keys() {
        return "\"Keys\":{\"productId\":{\"S\":\"" + PRODUCT + "\"}},";
    }

    private static String oldImage(String name, String price, int version, String brackets) {
        return image("OldImage", name, price, version, brackets);
    }

    private static String newImage(String name, String price, int version, String brackets) {
        return image("NewImage", name, price, version, brackets);
    }

    private static String image(String field, String name, String price, int version, String brackets) {
        return """
                "%s":{"productId":{"S":"%s"},"name":{"S":"%s"},"price":{"N":"%s"},"version":{"N":"%d"},
                  "priceVersion":{"N":"%d"},"pricingBrackets":{"L":%s}},
                """.formatted(field, PRODUCT, name, price, version, version, brackets);
    }
}
