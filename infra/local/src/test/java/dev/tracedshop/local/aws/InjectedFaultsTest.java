package dev.tracedshop.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Faults strike the operation that they name, as often as they say, and nothing else. */
class InjectedFaultsTest {
    @Test
    void operationWithoutRateFailsAlways() {
        InjectedFaults faults = InjectedFaults.parse(List.of("sns.publish"));
        SplittableRandom random = new SplittableRandom(1);
        assertThat(IntStream.range(0, 1000).allMatch(i -> faults.strikes("Sns", "Publish", random)))
                .isTrue();
        assertThat(faults.strikes("Sns", "PublishBatch", random)).isFalse();
        assertThat(faults.strikes("DynamoDb", "Publish", random)).isFalse();
        assertThat(InjectedFaults.none().strikes("Sns", "Publish", random)).isFalse();
    }

    @Test
    void rateIsAShareOfTheCalls() {
        InjectedFaults faults =
                InjectedFaults.parse(List.of("DynamoDb.PutItem=0.25", "Lambda.Invoke=0", "Sns.Publish=.5"));
        SplittableRandom random = new SplittableRandom(20);
        assertThat(IntStream.range(0, 10_000)
                        .filter(i -> faults.strikes("DynamoDb", "PutItem", random))
                        .count())
                .isBetween(2_300L, 2_700L);
        assertThat(IntStream.range(0, 1000).noneMatch(i -> faults.strikes("Lambda", "Invoke", random)))
                .isTrue();
        assertThat(faults.rates()).containsEntry("sns.publish", 0.5);
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        assertThatThrownBy(() -> InjectedFaults.parse(List.of(
                        "Sns.Publish=2",
                        "Sns.Publsh",
                        "Kinesis.PutRecord",
                        "whatever",
                        "Sns.Publish=-1",
                        "Lambda.Invoke=0.1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("""
                        'Sns.Publish=2': a rate is between 0 and 1
                        'Sns.Publsh': the operations of Sns are Publish, PublishBatch
                        'Kinesis.PutRecord': the services are DynamoDb, EventBridge, Lambda, S3, SecretsManager, Sns, Sqs, Ssm
                        'whatever' is not SERVICE.OPERATION or SERVICE.OPERATION=RATE, as in Sns.Publish=0.1
                        'Sns.Publish=-1' is not SERVICE.OPERATION or SERVICE.OPERATION=RATE, as in Sns.Publish=0.1""");
    }
}
