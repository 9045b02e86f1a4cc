package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.local.iam.Decision;
import dev.tracedshop.local.iam.Grant;
import dev.tracedshop.local.iam.Permissions;
import dev.tracedshop.local.iam.Policies;
import dev.tracedshop.local.iam.Request;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.shop.RunningShop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every role may do what it does and nothing more: whatever the templates grant is used in a whole life of a product, or is listed here with
 * the reason why it is not, and nothing that was done is still allowed without the grant that allowed it.
 */
@ExtendWith(SharedShop.class)
class PermissionsTest {
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    /** Grants that nothing asks for here, by a pattern of who holds them and what they are, with the reason. */
    private static final Map<String, String> UNUSED = new LinkedHashMap<>();

    static {
        UNUSED.put(
                ".*: logs:.*",
                "Lambda and Step Functions write logs themselves; here nothing is written to CloudWatch");
        UNUSED.put(".*: secretsmanager:GetSecretValue .*", "Datadog's extension reads the API key; here there is none");
        UNUSED.put(
                ".*: sqs:(ChangeMessageVisibility|GetQueueUrl) .*",
                "CDK's grant for reading a queue has them; the mapping itself asks for the other three");
        UNUSED.put(
                ".*: sqs:SendMessage .*-dead-letters",
                "Messages that cannot be handled, events that were given up: nothing fails in this scenario");
        UNUSED.put(
                "dev-(create|delete)-product: dynamodb:(DeleteItem|UpdateItem) .*table/dev-products",
                "Undoing a write whose event could not be published");
        UNUSED.put(
                "arn:aws:sqs:.*: sqs:(GetQueueAttributes|GetQueueUrl) .*",
                "CDK's grant for a rule's target has them; EventBridge itself only sends");
    }

    private static void wholeLifeOfAProduct(RunningShop shop) throws InterruptedException {
        HttpShop http = new HttpShop(shop.api());
        String id = http.post("/product", Shop.product("Matcha", "19.90")).data("productId");
        RunningShop.Mark unused = shop.markAtRest(DEADLINE);
        http.put("/product", "{\"productId\":\"" + id + "\",\"name\":\"Matcha\",\"price\":21}");
        http.get("/product/" + id);
        http.get("/product");
        RunningShop.Mark alsoUnused = shop.markAtRest(DEADLINE);
        http.delete("/product/" + id);
        RunningShop.Mark atLast = shop.markAtRest(DEADLINE);
        assertThat(atLast.at()).isNotNull();
    }

    @Test
    void everyGrantIsUsedOrListedAndNothingIsAllowedWithoutIt(RunningShop shop) throws Exception {
        wholeLifeOfAProduct(shop);
        Permissions permissions = shop.runtime().permissions();
        Policies policies = permissions.policies().orElseThrow();
        Collection<Request> recorded = permissions.recorded();
        assertThat(permissions.denials())
                .as("everything that the shop does is granted")
                .isEmpty();
        assertThat(recorded).hasSizeGreaterThan(30);

        List<String> unused = new ArrayList<>();
        List<Grant> grants = new ArrayList<>(policies.grantsOfRoles());
        grants.addAll(policies.grantsOfResources());
        for (Grant grant : grants) {
            Policies without = policies.without(grant);
            boolean needed = recorded.stream()
                    .anyMatch(request -> policies.decide(request) == Decision.ALLOWED
                            && without.decide(request) != Decision.ALLOWED);
            if (!needed) {
                unused.add(permissions.nameOf(grant.holder()) + ": " + grant.action() + " on " + grant.resource());
            }
        }
        assertThat(unused)
                .filteredOn(grant -> UNUSED.keySet().stream().noneMatch(grant::matches))
                .isEmpty();
        assertThat(UNUSED.keySet())
                .as("reasons that nothing needs any more")
                .allMatch(pattern ->
                        unused.stream().anyMatch(Pattern.compile(pattern).asMatchPredicate()));
    }
}
