package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.trace.PointerJoins;
import dev.tracedshop.trace.PointerJoins.Join;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.SpanPointer;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.expect.Evidence;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.shop.RunningShop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every write to the table of products is audited once, and its audit entry leads to the write and back. */
@WholeShop
class StateChangesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    @Test
    void everyWriteHasOneAuditEntryAndBothLeadToEachOther(RunningShop shop) throws Exception {
        HttpShop http = new HttpShop(shop.api());
        RunningShop.Mark start = shop.markAtRest(DEADLINE);
        Response created = http.post("/product", Shop.product("Audited", "10"));
        String id = created.data("productId");
        RunningShop.Mark afterCreation = shop.markAtRest(DEADLINE);
        assertThat(http.put("/product", "{\"productId\":\"" + id + "\",\"name\":\"Audited\",\"price\":20}")
                        .status())
                .isEqualTo(200);
        RunningShop.Mark afterUpdate = shop.markAtRest(DEADLINE);
        assertThat(http.delete("/product/" + id).status()).isEqualTo(200);
        assertThat(afterCreation.at()).isBefore(afterUpdate.at());
        Evidence evidence = shop.evidence(start, DEADLINE);
        assertThat(evidence.quiet().pending()).isEmpty();

        List<String> names = auditOf(shop, id);
        // Created, priced, changed, priced again, deleted.
        assertThat(names).containsExactlyInAnyOrder("INSERT", "MODIFY", "MODIFY", "MODIFY", "REMOVE");

        List<Span> writers = pointing(evidence, true);
        List<Span> readers = pointing(evidence, false);
        assertThat(writers).hasSize(5);
        assertThat(writers).extracting(Span::service).containsOnly("product-api");
        assertThat(readers).hasSize(5).extracting(Span::name).containsOnly("aws.dynamodb");
        PointerJoins joins = new PointerJoins(evidence.traces());
        Set<Long> met = new HashSet<>();
        for (Span reader : readers) {
            List<Join> found = joins.of(reader, reader.pointers().get(0));
            assertThat(found).as("writers of %s", reader.resource()).hasSize(1);
            Span writer = found.get(0).span();
            assertThat(found.get(0).certain()).as("%s", reader.resource()).isTrue();
            assertThat(joins.of(writer, writer.pointers().get(0)))
                    .extracting(join -> join.span().spanId())
                    .containsExactly(reader.spanId());
            assertThat(writer.traceId()).isNotEqualTo(reader.traceId());
            met.add(writer.spanId());
        }
        assertThat(met).hasSize(5);
    }

    /** Returns the spans of a direction on items of the table of products. */
    private static List<Span> pointing(Evidence evidence, boolean writers) {
        List<Span> spans = new ArrayList<>();
        for (Trace trace : evidence.traces()) {
            for (Span span : trace.spans()) {
                boolean products = span.tag("aws.table.name")
                        .or(() -> span.tag("table_name"))
                        .filter("dev-products"::equals)
                        .isPresent();
                if (products
                        && span.pointers().stream()
                                .anyMatch(writers ? SpanPointer::isWriters : SpanPointer::isReaders)) {
                    spans.add(span);
                }
            }
        }
        return spans;
    }

    private static List<String> auditOf(RunningShop shop, String productId) {
        ObjectNode request = JSON.createObjectNode().put("TableName", "dev-product-audit");
        List<String> names = new ArrayList<>();
        JsonNode page;
        do {
            page = shop.runtime().call("dynamodb", "DynamoDB_20120810.Scan", request);
            for (JsonNode item : page.path("Items")) {
                if (item.path("productId").path("S").asText().equals(productId)) {
                    names.add(item.path("eventName").path("S").asText());
                }
            }
            request.set("ExclusiveStartKey", page.path("LastEvaluatedKey"));
        } while (page.has("LastEvaluatedKey"));
        return names;
    }
}
