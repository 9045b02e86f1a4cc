package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.local.iam.Decision;
import dev.tracedshop.local.iam.Grant;
import dev.tracedshop.local.iam.Permissions;
import dev.tracedshop.local.iam.Policies;
import dev.tracedshop.local.iam.Request;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.shop.RunningShop;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every role may do what it does and nothing more: whatever the templates grant is used in a whole life of a product, a catalogue and the work
 * of operations, or is listed here with the reason why it is not, and nothing that was done is still allowed without the grant that allowed
 * it.
 */
@WholeShop
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
                ".*: sqs:SendMessage .*-dead-letters",
                "Messages that cannot be handled, events that were given up: nothing fails in this scenario");
        UNUSED.put(
                "dev-(create|delete)-product: dynamodb:(DeleteItem|UpdateItem) .*table/dev-products",
                "Undoing a write whose event could not be published");
        UNUSED.put(
                "dev-catalogue-import: dynamodb:PutItem .*table/dev-products",
                "The other way to write a product, with which step 09 begins; the shop does not use it");
        UNUSED.put(
                "arn:aws:sqs:.*: sqs:(GetQueueAttributes|GetQueueUrl) .*",
                "CDK's grant for a rule's target has them; EventBridge itself only sends");
        UNUSED.put(
                "dev-redrive-start: sqs:ListMessageMoveTasks .*",
                "Telling a second redrive from another refusal: here none is refused");
        UNUSED.put(
                "dev-replay: (sqs:DeleteMessage|lambda:InvokeFunction) .*",
                "Replaying an event: nothing is in the dead-letter queues here");
    }

    private static void wholeLifeOfAProduct(RunningShop shop) throws InterruptedException {
        HttpShop http = new HttpShop(shop.api());
        String id = http.post("/product", Shop.product("Matcha", "19.90")).data("productId");
        atRest(shop);
        http.put("/product", "{\"productId\":\"" + id + "\",\"name\":\"Matcha\",\"price\":21}");
        http.get("/product/" + id);
        http.get("/product");
        atRest(shop);
        http.delete("/product/" + id);
        atRest(shop);
    }

    /** A good row and a bad one, twice: what is there already is only told again. */
    private static void catalogue(RunningShop shop) throws InterruptedException {
        URI api = shop.api("product-catalogue");
        for (int i = 0; i < 2; i++) {
            new HttpShop(api).put("/catalogue/greens", "sku,name,price\nG1,Gyokuro,30\nG2,Genmaicha,none\n");
            atRest(shop);
        }
    }

    /** What people of operations do, when there is nothing to be done. */
    private static void operations(RunningShop shop) throws InterruptedException {
        Place place = shop.runtime().assembly().place();
        for (String queue : List.of("dev-analytics", "dev-inventory-acl", "dev-public-event-publisher")) {
            ObjectNode input = JsonNodeFactory.instance.objectNode();
            input.put("sourceArn", place.arn("sqs", queue + "-dead-letters"));
            input.put("destinationArn", place.arn("sqs", queue));
            ObjectNode start = JsonNodeFactory.instance.objectNode();
            start.put("stateMachineArn", place.arn("states", "stateMachine:dev-redrive"));
            start.put("input", input.toString());
            shop.runtime().call("states", "AWSStepFunctions.StartExecution", start);
            atRest(shop);
        }
        for (String queue : List.of(
                "catalogue-import", "pricing-changed", "product-created", "product-updated", "stock-ordering")) {
            String arn = place.arn("sqs", "dev-" + queue + "-invocation-dead-letters");
            shop.function("replay")
                    .invoke(("{\"queueArn\":\"" + arn + "\"}").getBytes(StandardCharsets.UTF_8), "")
                    .join();
            atRest(shop);
        }
    }

    private static void atRest(RunningShop shop) throws InterruptedException {
        assertThat(shop.markAtRest(DEADLINE).at()).isNotNull();
    }

    @Test
    void everyGrantIsUsedOrListedAndNothingIsAllowedWithoutIt(RunningShop shop) throws Exception {
        wholeLifeOfAProduct(shop);
        catalogue(shop);
        operations(shop);
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
