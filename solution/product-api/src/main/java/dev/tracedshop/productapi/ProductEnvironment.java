package dev.tracedshop.productapi;

import dev.tracedshop.function.FunctionEnvironment;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sns.SnsClient;

/** Makes what the product functions work with from the environment variables of their process. */
final class ProductEnvironment {

    private static final String TABLE = "TABLE_NAME";

    private ProductEnvironment() {}

    /**
     * Makes the repository on the table that TABLE_NAME names.
     *
     * @throws IllegalStateException naming every variable that is missing
     */
    static ProductRepository products() {
        return products(FunctionEnvironment.ofProcess(TABLE));
    }

    /**
     * Makes the catalogue on the table that TABLE_NAME names and the topic whose ARN the given variable holds.
     *
     * @throws IllegalStateException naming every variable that is missing
     */
    static ProductCatalogue catalogue(String topicVariable) {
        return catalogue(FunctionEnvironment.ofProcess(TABLE, topicVariable), topicVariable);
    }

    static ProductRepository products(FunctionEnvironment environment) {
        return new DynamoDbProducts(environment.client(DynamoDbClient.builder()).build(), environment.value(TABLE));
    }

    static ProductCatalogue catalogue(FunctionEnvironment environment, String topicVariable) {
        return new ProductCatalogue(
                products(environment),
                new SnsEvents(environment.client(SnsClient.builder()).build(), environment.value(topicVariable)),
                Clock.systemUTC());
    }
}
