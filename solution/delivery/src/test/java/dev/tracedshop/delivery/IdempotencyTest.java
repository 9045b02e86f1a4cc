package dev.tracedshop.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.testing.Invocation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class IdempotencyTest {

    private static final UUID ID = UUID.fromString("0b9f9c0e-29d0-4d9b-8a4e-2a6f2d3c9b11");
    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
    private static final Invocation TEN_SECONDS = new Invocation(10_000);

    private final LeaseItems table = new LeaseItems();
    private int effects;

    @Test
    void theEffectTakesPlaceOnceHoweverOftenTheEventComes() {
        assertThat(at(0).once("t", ID, TEN_SECONDS, this::effect)).isTrue();
        assertThat(at(1).once("t", ID, TEN_SECONDS, this::effect)).isFalse();
        assertThat(at(1_000_000).once("t", ID, TEN_SECONDS, this::effect)).isFalse();
        assertThat(effects).isEqualTo(1);
    }

    @Test
    void anotherTypeAnotherIdAndAnotherConsumerAreOtherEffects() {
        at(0).once("t", ID, TEN_SECONDS, this::effect);
        assertThat(at(0).once("u", ID, TEN_SECONDS, this::effect)).isTrue();
        assertThat(at(0).once("t", UUID.randomUUID(), TEN_SECONDS, this::effect))
                .isTrue();
        assertThat(consumer("other", 0).once("t", ID, TEN_SECONDS, this::effect))
                .isTrue();
        assertThat(effects).isEqualTo(4);
        assertThat(table.items).containsKey("acl/t/" + ID);
    }

    @Test
    void aHeldLeaseIsAFaultThatPassesAndNeverSuccess() {
        at(0).once("t", ID, TEN_SECONDS, () -> {
            assertThatThrownBy(() -> at(9_999).once("t", ID, TEN_SECONDS, this::effect))
                    .isInstanceOf(LeaseHeldException.class)
                    .hasMessageContaining("acl/t/" + ID);
            effect();
        });
        assertThat(effects).isEqualTo(1);
    }

    @Test
    void theLeaseOfAKilledInvocationRunsOutWithItsTime() {
        killedAfterTaking();
        assertThatThrownBy(() -> at(9_999).once("t", ID, TEN_SECONDS, this::effect))
                .isInstanceOf(LeaseHeldException.class);
        assertThat(at(10_000).once("t", ID, TEN_SECONDS, this::effect)).isTrue();
        assertThat(effects).isEqualTo(1);
    }

    @Test
    void theLeaseLastsAsLongAsTheInvocationMay() {
        at(0).once(
                        "t",
                        ID,
                        new Invocation(2_500),
                        () -> assertThat(item("leasedUntil"))
                                .isEqualTo(AttributeValue.fromN(
                                        Long.toString(START.plusMillis(2_500).toEpochMilli()))));
        Instant expiry = Instant.ofEpochSecond(Long.parseLong(item("expiresAt").n()));
        assertThat(Duration.between(START, expiry)).isGreaterThan(Duration.ofDays(14));
    }

    @Test
    void anExceptionGivesTheLeaseBackAtOnce() {
        IllegalStateException failure = new IllegalStateException("no topic");
        assertThatThrownBy(() -> at(0).once("t", ID, TEN_SECONDS, () -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(at(1).once("t", ID, TEN_SECONDS, this::effect)).isTrue();
        assertThat(effects).isEqualTo(1);
    }

    @Test
    void aLeaseThatCannotBeGivenBackKeepsTheFirstFailure() {
        IllegalStateException failure = new IllegalStateException("no topic");
        assertThatThrownBy(() -> at(0).once("t", ID, TEN_SECONDS, () -> {
                    table.isGone = true;
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(failure.getSuppressed()).hasSize(1);
    }

    @Test
    void whoComesTooLateTakesNoOthersLeaseAway() {
        assertThatThrownBy(() -> at(0).once("t", ID, new Invocation(1_000), () -> {
                    // Its time is over and another delivery has the lease when it fails.
                    new DynamoDbLeases(table, "leases")
                            .take("acl/t/" + ID, "other", START.plusSeconds(1), START.plusSeconds(11));
                    throw new IllegalStateException("late");
                }))
                .hasMessage("late")
                .hasNoSuppressedExceptions();
        assertThat(item("owner")).isEqualTo(AttributeValue.fromS("other"));
        assertThatThrownBy(() -> at(5_000).once("t", ID, TEN_SECONDS, this::effect))
                .isInstanceOf(LeaseHeldException.class);
    }

    @Test
    void aMarkThatCannotBeWrittenFailsTheDeliveryAndTheNextRepeatsTheEffect() {
        assertThatThrownBy(() -> at(0).once("t", ID, TEN_SECONDS, () -> {
                    effect();
                    table.isGone = true;
                }))
                .hasMessageContaining("the table is gone");
        table.isGone = false;
        assertThat(at(10_000).once("t", ID, TEN_SECONDS, this::effect)).isTrue();
        assertThat(effects).isEqualTo(2);
    }

    @Test
    void aRepeatedCallOfTheSdkFindsItsOwnLease() {
        table.losesOneAnswer = true;
        assertThat(at(0).once("t", ID, TEN_SECONDS, this::effect)).isTrue();
        assertThat(effects).isEqualTo(1);
    }

    @Test
    void everyWriteNamesTheTable() {
        at(0).once("t", ID, TEN_SECONDS, this::effect);
        assertThat(table.puts)
                .hasSize(2)
                .allSatisfy(put -> assertThat(put.tableName()).isEqualTo("leases"));
    }

    private void effect() {
        effects++;
    }

    private void killedAfterTaking() {
        new DynamoDbLeases(table, "leases").take("acl/t/" + ID, "killed", START, START.plusSeconds(10));
    }

    private AttributeValue item(String attribute) {
        Map<String, AttributeValue> item = Objects.requireNonNull(table.items.get("acl/t/" + ID));
        return Objects.requireNonNull(item.get(attribute), attribute);
    }

    private Idempotency at(long millis) {
        return consumer("acl", millis);
    }

    private Idempotency consumer(String name, long millis) {
        return new Idempotency(
                new DynamoDbLeases(table, "leases"), name, Clock.fixed(START.plusMillis(millis), ZoneOffset.UTC));
    }
}
