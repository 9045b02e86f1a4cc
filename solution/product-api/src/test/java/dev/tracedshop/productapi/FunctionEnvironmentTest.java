package dev.tracedshop.productapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FunctionEnvironmentTest {

    private static final Map<String, String> COMPLETE = Map.of(
            "AWS_REGION",
            "eu-west-1",
            "TABLE_NAME",
            "products",
            "PRODUCT_CREATED_TOPIC_ARN",
            "arn:aws:sns:eu-west-1:1:t");

    @Test
    void makesTheCatalogueAndTheRepository() {
        assertThat(new FunctionEnvironment(COMPLETE).catalogue("PRODUCT_CREATED_TOPIC_ARN"))
                .isNotNull();
        assertThat(new FunctionEnvironment(COMPLETE).products()).isInstanceOf(DynamoDbProducts.class);
    }

    @Test
    void namesEveryVariableThatIsMissing() {
        assertThatThrownBy(
                        () -> new FunctionEnvironment(Map.of("TABLE_NAME", "")).catalogue("PRODUCT_CREATED_TOPIC_ARN"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The function's environment lacks AWS_REGION, TABLE_NAME, PRODUCT_CREATED_TOPIC_ARN. "
                        + "Set them where the function is defined.");
    }

    @Test
    void asksWhetherASimilarNameWasMeant() {
        Map<String, String> misspelt = Map.of(
                "AWS_REGION", "eu-west-1", "PRODUCTS_TABLE_NAME", "products", "PRODUCT_CREATED_TOPIC_ARNS", "arn");
        assertThatThrownBy(() -> new FunctionEnvironment(misspelt).catalogue("PRODUCT_CREATED_TOPIC_ARN"))
                .hasMessageContaining("TABLE_NAME (did you mean PRODUCTS_TABLE_NAME, which is set?)")
                .hasMessageContaining(
                        "PRODUCT_CREATED_TOPIC_ARN (did you mean PRODUCT_CREATED_TOPIC_ARNS, which is set?)")
                .message()
                .doesNotContain("AWS_REGION");
    }
}
