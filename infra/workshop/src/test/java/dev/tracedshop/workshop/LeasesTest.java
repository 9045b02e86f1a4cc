package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.delivery.DynamoDbLeases;
import dev.tracedshop.delivery.Leases;
import dev.tracedshop.delivery.Leases.Claim;
import dev.tracedshop.workshop.shop.RunningShop;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Holds the conditions of the shop's leases against the real engine: they are what keeps an event from being applied twice. */
@WholeShop
class LeasesTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final String key = UUID.randomUUID().toString();
    private DynamoDbClient client;
    private Leases leases;

    @BeforeEach
    void connect(RunningShop shop) {
        client = DynamoDbClient.builder()
                .endpointOverride(shop.runtime().aws())
                .region(Region.of(shop.runtime().assembly().place().region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(shop.runtime().accessKey(), "not-checked-here")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
        leases = new DynamoDbLeases(client, "dev-product-idempotency");
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private Claim take(String owner, int secondsFromNow) {
        Instant now = NOW.plusSeconds(secondsFromNow);
        return leases.take(key, owner, now, now.plusSeconds(10));
    }

    @Test
    void aLeaseIsHeldUntilItRunsOut() {
        assertThat(take("one", 0)).isEqualTo(Claim.TAKEN);
        assertThat(take("two", 9)).isEqualTo(Claim.HELD);
        assertThat(take("two", 10)).isEqualTo(Claim.TAKEN);
        assertThat(take("one", 11)).isEqualTo(Claim.HELD);
    }

    @Test
    void theOwnersSecondTryIsNotRefused() {
        assertThat(take("one", 0)).isEqualTo(Claim.TAKEN);
        assertThat(take("one", 1)).isEqualTo(Claim.TAKEN);
    }

    @Test
    void whatIsDoneStaysDone() {
        assertThat(take("one", 0)).isEqualTo(Claim.TAKEN);
        leases.done(key, "one", NOW);
        assertThat(take("two", 1)).isEqualTo(Claim.DONE);
        assertThat(take("two", 100_000)).isEqualTo(Claim.DONE);
        leases.release(key, "one", NOW);
        assertThat(take("two", 2)).isEqualTo(Claim.DONE);
    }

    @Test
    void whoHasALeaseCanGiveItBackAndNobodyElseCan() {
        assertThat(take("one", 0)).isEqualTo(Claim.TAKEN);
        leases.release(key, "two", NOW);
        assertThat(take("two", 1)).isEqualTo(Claim.HELD);
        leases.release(key, "one", NOW);
        assertThat(take("two", 1)).isEqualTo(Claim.TAKEN);
    }
}
