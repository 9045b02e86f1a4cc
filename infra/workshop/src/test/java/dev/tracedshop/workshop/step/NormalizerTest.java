package dev.tracedshop.workshop.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Where;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What differs from run to run is taken out of a check's text; what it says stays. */
class NormalizerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /product/282d5618-5fac-4af5-9d26-1b8327e36eb0 answered 500 | GET /product/<id> answered 500",
                "it carried trace 6b0187b40000000010c1e1c925714051 | it carried trace <id>",
                "trace 6b0187…a7c0 | trace <id>",
                "span 4761e437ea11ac40, in trace x | span <id>, in trace x",
                "x-datadog-trace-id = 1206843213413646417 | x-datadog-trace-id = <id>",
                "Root=1-6b0187b4-0000000010c1e1c925714051;Parent=4761e437ea11ac40 | Root=<id>;Parent=<id>",
                "traceparent = 00-6b0187b40000000010c1e1c925714051-4761e437ea11ac40-01 | traceparent = 00-<id>-<id>-01",
                "After 45 s it was still at work | After <time> it was still at work",
                "it took 3.94 s, 210 ms, 1 min 5 s | it took <time>, <time>, <time>",
                "Request ID: 01A2009682607D43A307266E95ABA13901A2009682607D43A307) | Request ID: <id>)",
                "message.age_ms = 213 | message.age_ms = <time>",
                "time = 2026-03-01T10:00:00.123Z | time = <moment>",
                "sent 1795262131871 | sent <moment>",
                "http://127.0.0.1:43211/x | http://127.0.0.1:<port>/x",
                "http.user_agent = Java-http-client/17.0.15 | http.user_agent = Java-http-client/<version>",
                "https://6cc2554d94.execute-api.us-east-1.amazonaws.com/ | https://<id>.execute-api.us-east-1.amazonaws.com/",
                "::/restapis/436756786e/stages | ::/restapis/<id>/stages",
            })
    void whatDiffersIsTakenOut(String said, String normal) {
        assertThat(Normalizer.normalize(said)).isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dev.tracedshop.productapi.GetProduct.get(GetProduct.java:38)",
                "steps/01-one-traced-lambda/work/GetProduct.java:12",
                "Span 'item' of 10 messages, 404 was expected; price = 12.50",
                "span-missing in trace 'read'; account 000000000000; 3 seats",
                "arn:aws:lambda:us-east-1:000000000000:function:dev-get-product",
            })
    void whatIsSaidStays(String said) {
        assertThat(Normalizer.normalize(said)).isEqualTo(said);
    }

    @Test
    void whetherAProcessHadToBeStartedIsLeftOut() {
        Finding finding = new Finding(
                "span-missing",
                "m",
                "w",
                "h",
                new Where("f", "", "steps/x/A.java", 12),
                "aws.lambda x has below it:\n  ├ aws.lambda.cold_start x\n  cold_start = true\n  └ DynamoDb.GetItem, 12 ms",
                3);

        assertThat(Normalizer.normalize(finding))
                .isEqualTo(new Finding(
                        "span-missing",
                        "m",
                        "w",
                        "h",
                        new Where("f", "", "steps/x/A.java", 12),
                        "aws.lambda x has below it:\n  └ DynamoDb.GetItem, <time>",
                        3));
    }
}
