package dev.tracedshop.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the HTTP API answers, request by request. Whoever has a shop extends this class and says where the shop is. */
public abstract class ProductApiContract extends ShopContract {

    private static final String NO_PRODUCT = "Product not found";

    protected ProductApiContract(ShopLocation shop) {
        super(shop);
    }

    @Test
    protected void productIsCreatedReadChangedAndDeleted() {
        String name = someName();
        Answer answer = track(api.post(body(name, "12.5")).succeeds(201));
        String id = answer.productId();

        assertThat(id).as("%s: productId is a UUID", answer).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        answer.carries(id, name, "12.50", 1);
        api.get(id).succeeds(200).carries(id, name, "12.50", 1);
        api.put(body(id, name + " II", "13.99")).succeeds(200).carries(id, name + " II", "13.99", 2);
        api.get(id).succeeds(200).carries(id, name + " II", "13.99", 2);
        Answer deleted = api.delete(id).succeeds(200);
        assertThat(deleted.body().path("data").isNull())
                .as("%s: data is null", deleted)
                .isTrue();
        api.get(id).refuses(404, NO_PRODUCT);
    }

    @Test
    protected void listHoldsWhatExistsAndNothingElse() {
        String first = create(someName(), "1");
        String second = create(someName(), "2");
        String gone = create(someName(), "3");
        api.delete(gone).succeeds(200);

        Answer list = api.list().succeeds(200);

        assertThat(list.body().path("data").isArray()).as("data is a list").isTrue();
        List<String> ids = list.body().path("data").findValuesAsText("productId");
        assertThat(ids).doesNotHaveDuplicates().contains(first, second).doesNotContain(gone);
    }

    static Stream<Arguments> acceptedProducts() {
        return Stream.of(
                Arguments.of("{\"name\":\"  Tea  \",\"price\":1}", "Tea", "1.00"),
                Arguments.of("{\"name\":\"" + "n".repeat(128) + "\",\"price\":1}", "n".repeat(128), "1.00"),
                Arguments.of("{\"name\":\"Thé vert 緑茶\",\"price\":1}", "Thé vert 緑茶", "1.00"),
                Arguments.of("{\"name\":\"Text\",\"price\":\"12.34\"}", "Text", "12.34"),
                Arguments.of("{\"name\":\"Half up\",\"price\":12.345}", "Half up", "12.35"),
                Arguments.of("{\"name\":\"Least\",\"price\":0.005}", "Least", "0.01"),
                Arguments.of("{\"name\":\"Most\",\"price\":1000000}", "Most", "1000000.00"),
                Arguments.of("{\"name\":\"More\",\"price\":1,\"colour\":\"red\"}", "More", "1.00"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("acceptedProducts")
    protected void productIsTrimmedAndRounded(String body, String name, String price) {
        Answer answer = track(api.post(body).succeeds(201));

        answer.carries(answer.productId(), name, price, 1);
    }

    static Stream<Arguments> refusedProducts() {
        return Stream.of(
                refused("{\"name\":", "not a JSON object"),
                refused("[]", "not a JSON object"),
                refused("", "body is missing"),
                refused("{}", "name is required", "price is required"),
                refused("{\"price\":1}", "name is required"),
                refused("{\"name\":7,\"price\":1}", "name must be a string"),
                refused("{\"name\":\"  ab  \",\"price\":1}", "at least 3 characters"),
                refused("{\"name\":\"" + "n".repeat(129) + "\",\"price\":1}", "at most 128 characters"),
                refused("{\"name\":\"Tea\"}", "price is required"),
                refused("{\"name\":\"Tea\",\"price\":null}", "price is required"),
                refused("{\"name\":\"Tea\",\"price\":\"cheap\"}", "price must be a number"),
                refused("{\"name\":\"Tea\",\"price\":true}", "price must be a number"),
                refused("{\"name\":\"Tea\",\"price\":0}", "greater than 0"),
                refused("{\"name\":\"Tea\",\"price\":-1}", "greater than 0"),
                refused("{\"name\":\"Tea\",\"price\":0.004}", "greater than 0"),
                refused("{\"name\":\"Tea\",\"price\":1000000.01}", "at most 1000000"),
                refused("{\"name\":\"Tea\",\"price\":1e999999999}", "at most 1000000"),
                refused("{\"name\":\"ab\",\"price\":0}", "at least 3 characters", "greater than 0"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedProducts")
    protected void brokenRulesAreNamedWhenCreating(String body, String[] reasons) {
        track(api.post(body)).refuses(400, reasons);
    }

    static Stream<Arguments> refusedChanges() {
        return Stream.of(
                refused("{\"productId\":\"ID\",", "not a JSON object"),
                refused("", "body is missing"),
                refused("{}", "productId is required", "name is required", "price is required"),
                refused("{\"name\":\"Tea\",\"price\":1}", "productId is required"),
                refused("{\"productId\":\"ID\",\"price\":1}", "name is required"),
                refused("{\"productId\":\"ID\",\"name\":\"Tea\"}", "price is required"),
                refused("{\"productId\":\"ID\",\"id\":\"other\",\"name\":\"Tea\",\"price\":1}", "must not differ"),
                refused(
                        "{\"productId\":\"ID\",\"name\":\"Tea\",\"price\":1,\"version\":\"one\"}",
                        "version must be a number"),
                refused(
                        "{\"productId\":\"ID\",\"name\":\"Tea\",\"price\":1,\"version\":1.5}",
                        "version must be a whole number"),
                refused(
                        "{\"productId\":\"ID\",\"name\":\"ab\",\"price\":0}",
                        "at least 3 characters",
                        "greater than 0"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedChanges")
    protected void brokenRulesAreNamedWhenChangingAndNothingChanges(String body, String[] reasons) {
        String name = someName();
        String id = create(name, "5");

        api.put(body.replace("ID", id)).refuses(400, reasons);

        api.get(id).succeeds(200).carries(id, name, "5.00", 1);
    }

    @Test
    protected void idIsAnotherNameOfProductId() {
        String id = create(someName(), "5");
        String both = "{\"productId\":\"%1$s\",\"id\":\"%1$s\",\"name\":\"Both ids\",\"price\":\"7.10\"}";

        api.put("{\"id\":\"" + id + "\",\"name\":\"Only id\",\"price\":\"6.05\"}")
                .succeeds(200)
                .carries(id, "Only id", "6.05", 2);
        api.put(both.formatted(id)).succeeds(200).carries(id, "Both ids", "7.10", 3);
    }

    @Test
    protected void sameContentAgainIsNoUpdate() {
        String name = someName();
        String id = create(name, "5");

        Answer answer =
                api.put(body(id, " " + name + " ", "5.001")).succeeds(200).carries(id, name, "5.00", 1);

        assertThat(answer.messages()).as("%s: message", answer).containsExactly("No updates required");
        api.get(id).succeeds(200).carries(id, name, "5.00", 1);
    }

    @Test
    protected void changeOfAnOldVersionIsRefused() {
        String name = someName();
        String id = create(name, "5");
        String change = "{\"productId\":\"" + id + "\",\"name\":\"Changed\",\"price\":%d,\"version\":%d}";
        api.put(change.formatted(6, 1)).succeeds(200).carries(id, "Changed", "6.00", 2);

        api.put(change.formatted(7, 1)).refuses(409, "version 2");

        api.get(id).succeeds(200).carries(id, "Changed", "6.00", 2);
        api.put(change.formatted(7, 2)).succeeds(200).carries(id, "Changed", "7.00", 3);
    }

    @Test
    protected void nobodysProductIsNotFound() {
        for (String nobodys : List.of(UUID.randomUUID().toString(), "no-uuid")) {
            api.get(nobodys).refuses(404, NO_PRODUCT);
            api.put(body(nobodys, "Nobody's", "1")).refuses(404, NO_PRODUCT);
            api.delete(nobodys).refuses(404, NO_PRODUCT);
        }
    }

    @Test
    protected void deletedProductStaysDeleted() {
        String id = create(someName(), "5");
        api.delete(id).succeeds(200);

        api.delete(id).refuses(404, NO_PRODUCT);
        api.put(body(id, "Back again", "5")).refuses(404, NO_PRODUCT);
        api.get(id).refuses(404, NO_PRODUCT);
    }

    @Test
    protected void unknownRouteIsAnsweredByTheApiItself() {
        Answer answer = api.send("GET", "/nothing-is-here", "");

        assertThat(answer.status()).as("%s: status", answer).isEqualTo(404);
        JsonNode message = answer.body().path("message");
        assertThat(message.asText()).as("%s: message", answer).isEqualTo("Not Found");
    }

    private static Arguments refused(String body, String... reasons) {
        return Arguments.of(body, reasons);
    }
}
