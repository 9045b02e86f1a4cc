package dev.tracedshop.productapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.function.FunctionEnvironment;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProductEnvironmentTest {

    @Test
    void makesTheCatalogueAndTheRepository() {
        FunctionEnvironment environment = new FunctionEnvironment(
                Map.of(
                        "AWS_REGION", "eu-west-1",
                        "TABLE_NAME", "products",
                        "PRODUCT_CREATED_TOPIC_ARN", "arn:aws:sns:eu-west-1:1:t"),
                "TABLE_NAME",
                "PRODUCT_CREATED_TOPIC_ARN");
        assertThat(ProductEnvironment.catalogue(environment, "PRODUCT_CREATED_TOPIC_ARN"))
                .isNotNull();
        assertThat(ProductEnvironment.products(environment)).isInstanceOf(DynamoDbProducts.class);
    }
}
