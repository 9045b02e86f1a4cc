package dev.tracedshop.supplier;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SupplierQuoteTest {

    private static final String PRODUCT = "0b0f2f1c-6a3f-4a44-9d27-0d5c7a1c8a11";

    private final Telemetry telemetry =
            new Telemetry(new Settings("p", "eu-west-1", "supplier", Optional.empty(), Transport.BLOCKING, Map.of()));
    private final List<Duration> pauses = new ArrayList<>();
    private String behaviour = "normal";
    private final ApiGateway supplier = new ApiGateway(
            new SupplierQuote(telemetry, () -> Behaviour.read(behaviour, "The parameter /dev/x"), pauses::add));

    @AfterEach
    void close() {
        telemetry.close();
    }

    @Test
    void quotesAProductTheSameEachTimeAndAnotherOneDifferently() {
        APIGatewayV2HTTPResponse answer = supplier.get(PRODUCT);

        assertThat(answer.getStatusCode()).isEqualTo(200);
        assertThat(answer.getHeaders()).containsEntry("Content-Type", "application/json");
        assertThat(answer.getBody())
                .matches("\\{\"quoteId\":\"[0-9a-f-]{36}\",\"quantity\":[1-9][0-9]{1,2},"
                        + "\"unitPrice\":[0-9]{1,2}\\.[0-9]{2},\"deliverySeconds\":[2-5]}");
        assertThat(supplier.get(PRODUCT).getBody()).isEqualTo(answer.getBody());
        assertThat(supplier.get("another").getBody()).isNotEqualTo(answer.getBody());
        assertThat(pauses).isEmpty();
    }

    @Test
    void aSlowSupplierGivesTheSameQuoteLaterThanItsCustomersWait() {
        String quote = supplier.get(PRODUCT).getBody();
        behaviour = "slow";

        assertThat(supplier.get(PRODUCT).getBody()).isEqualTo(quote);
        assertThat(pauses).singleElement().satisfies(pause -> assertThat(pause).isGreaterThan(Duration.ofSeconds(4)));
    }

    @Test
    void anUnsteadySupplierIsSlowWithEveryOtherRequestTheFirstOneIncluded() {
        behaviour = "unsteady";
        supplier.get(PRODUCT);
        assertThat(pauses).hasSize(1);
        supplier.get(PRODUCT);
        assertThat(pauses).hasSize(1);
        supplier.get(PRODUCT);
        assertThat(pauses).hasSize(2);

        behaviour = "normal";
        supplier.get(PRODUCT);
        behaviour = "unsteady";
        supplier.get(PRODUCT);
        assertThat(pauses).hasSize(3);
    }

    @Test
    void aFailingSupplierAnswers503AndARejectingOneOffersNothing() {
        behaviour = "failing";
        assertThat(supplier.get(PRODUCT).getStatusCode()).isEqualTo(503);

        behaviour = "rejecting";
        assertThat(supplier.get(PRODUCT).getStatusCode()).isEqualTo(200);
        assertThat(supplier.get(PRODUCT).getBody()).contains("\"quantity\":0,");
    }

    @Test
    void anUnknownBehaviourIsAFaultThatSaysWhatToSet() {
        behaviour = "Sloow";
        APIGatewayV2HTTPResponse answer = supplier.get(PRODUCT);

        assertThat(answer.getStatusCode()).isEqualTo(500);
        assertThat(answer.getBody())
                .contains("The parameter /dev/x holds \\\"Sloow\\\"; set it to one of normal, slow, unsteady, failing,"
                        + " rejecting");
    }

    @Test
    void aRequestWithoutAProductIsRefused() {
        assertThat(supplier.getWithoutAPathParameter().getStatusCode()).isEqualTo(400);
    }
}
