package dev.tracedshop.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FunctionEnvironmentTest {

    private static final Map<String, String> COMPLETE =
            Map.of("AWS_REGION", "eu-west-1", "TABLE_NAME", "products", "OTHER", "other");

    @Test
    void givesTheRequiredVariablesAndNoOther() {
        FunctionEnvironment environment = new FunctionEnvironment(COMPLETE, "TABLE_NAME");
        assertThat(environment.value("TABLE_NAME")).isEqualTo("products");
        assertThatThrownBy(() -> environment.value("OTHER"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OTHER is read, but not among the required variables [TABLE_NAME]");
    }

    @Test
    void namesEveryVariableThatIsMissing() {
        assertThatThrownBy(() ->
                        new FunctionEnvironment(Map.of("TABLE_NAME", ""), "TABLE_NAME", "PRODUCT_CREATED_TOPIC_ARN"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The function's environment lacks AWS_REGION, TABLE_NAME, PRODUCT_CREATED_TOPIC_ARN. "
                        + "Set them where the function is defined.");
    }

    @Test
    void asksWhetherASimilarNameWasMeant() {
        Map<String, String> misspelt = Map.of(
                "AWS_REGION", "eu-west-1", "PRODUCTS_TABLE_NAME", "products", "PRODUCT_CREATED_TOPIC_ARNS", "arn");
        assertThatThrownBy(() -> new FunctionEnvironment(misspelt, "TABLE_NAME", "PRODUCT_CREATED_TOPIC_ARN"))
                .hasMessageContaining("TABLE_NAME (did you mean PRODUCTS_TABLE_NAME, which is set?)")
                .hasMessageContaining(
                        "PRODUCT_CREATED_TOPIC_ARN (did you mean PRODUCT_CREATED_TOPIC_ARNS, which is set?)")
                .message()
                .doesNotContain("AWS_REGION");
    }
}
