package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.LinkIndex;
import dev.tracedshop.trace.PointerJoins;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.expect.Evidence;
import dev.tracedshop.workshop.shop.Effects;
import dev.tracedshop.workshop.shop.RunningShop;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A catalogue becomes products, each in a trace of its own, once, however often it is uploaded; what is no row is told. */
@WholeShop
class CatalogueTest {
    /** More of them take minutes: {@code -Dcatalogue.rows=1000}. */
    private static final int ROWS = Integer.getInteger("catalogue.rows", 24);

    private static final int BAD = Math.max(4, ROWS / 100);
    private static final Duration DEADLINE = Duration.ofMinutes(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String name = "c" + UUID.randomUUID();

    @Test
    void aCatalogueIsImportedOnceHoweverOftenItIsUploaded(RunningShop shop) throws Exception {
        RunningShop.Mark start = shop.markAtRest(DEADLINE);
        int before = products(shop).size();
        assertThat(upload(shop, name, catalogue()).statusCode()).isEqualTo(202);
        Evidence evidence = shop.evidence(start, DEADLINE);
        assertThat(evidence.quiet().pending()).isEmpty();

        int good = ROWS - BAD;
        assertThat(products(shop)).hasSize(before + good);
        assertThat(errors(shop, name)).hasSize(BAD + 1).first().isEqualTo("line,reason,row");
        Span upload = only(evidence, "S3.PutObject", "catalogue-upload");
        Span told = spans(evidence).stream()
                .filter(span -> span.name().equals("aws.s3"))
                .filter(span -> span.tag("object_key").orElse("").equals("catalogue/" + name + ".csv"))
                .findFirst()
                .orElseThrow();
        assertThat(told.traceId()).isNotEqualTo(upload.traceId());
        assertThat(new PointerJoins(evidence.traces()).areJoined(upload, told)).isTrue();
        Span whole = spans(evidence).stream()
                .filter(span -> span.name().equals("catalogue.import"))
                .findFirst()
                .orElseThrow();
        assertThat(whole.traceId()).isEqualTo(told.traceId());
        List<Span> rows = new LinkIndex(evidence.traces()).linkingTo(whole);
        assertThat(rows).hasSize(good).extracting(Span::name).containsOnly("catalogue.row");
        assertThat(rows.stream().map(Span::traceId).distinct()).hasSize(good);

        RunningShop.Mark again = shop.markAtRest(DEADLINE);
        assertThat(upload(shop, name, catalogue()).statusCode()).isEqualTo(202);
        assertThat(shop.evidence(again, DEADLINE).quiet().pending()).isEmpty();

        assertThat(products(shop)).hasSize(before + good);
        Set<String> imported = new HashSet<>();
        rows.forEach(row -> imported.add(row.tag("product.id").orElseThrow()));
        Effects effects = Effects.of(shop);
        for (String id : imported) {
            Effects.Product product = Objects.requireNonNull(effects.products().get(id), id);
            // Whoever uploads may repeat a call whose answer is late, and the file is imported once more.
            assertThat(product.events().get("product.created")).as(id).isGreaterThanOrEqualTo(2);
            assertThat(product.distinctEvents().values()).as(id).containsOnly(1);
            assertThat(product.events()).as(id).containsEntry("product.productCreated.v1", 1);
            assertThat(product.executions()).as(id).isEqualTo(Map.of("SUCCEEDED", 1));
            assertThat(product.stock()).isEqualTo(1);
            assertThat(product.brackets()).isEqualTo(5);
        }
    }

    @Test
    void whatIsNoCatalogueIsToldInItsFileOfErrors(RunningShop shop) throws Exception {
        Map<String, byte[]> files = Map.of(
                "binary" + name, new byte[] {0, (byte) 0xff, (byte) 0xfe, 1, 2, (byte) 0x80, '\n', 0},
                "prose" + name, "Dear Sir or Madam".getBytes(StandardCharsets.UTF_8),
                "long" + name,
                        ("sku,name,price\na,Good,1\nb," + "x".repeat(1_000_000) + ",2\nc,Fine,3\n")
                                .getBytes(StandardCharsets.UTF_8));
        RunningShop.Mark start = shop.markAtRest(DEADLINE);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            assertThat(upload(shop, file.getKey(), file.getValue()).statusCode())
                    .isEqualTo(202);
        }
        assertThat(upload(shop, "empty" + name, new byte[0]).statusCode()).isEqualTo(400);
        Evidence evidence = shop.evidence(start, DEADLINE);

        assertThat(evidence.quiet().pending()).isEmpty();
        assertThat(errors(shop, "binary" + name)).hasSizeGreaterThan(1);
        assertThat(errors(shop, "prose" + name).get(1)).contains("its first line must be sku,name,price");
        assertThat(errors(shop, "long" + name)).hasSize(2);
        assertThat(errors(shop, "long" + name).get(1)).startsWith("3,").contains("1000");
        // Its neighbours are there, and no attempt failed.
        assertThat(spans(evidence).stream().filter(span -> span.name().equals("catalogue.row")))
                .hasSize(2);
        assertThat(spans(evidence).stream()
                        .filter(span -> span.name().equals("catalogue.import"))
                        .filter(Span::error))
                .isEmpty();
    }

    private byte[] catalogue() {
        StringBuilder csv = new StringBuilder("sku,name,price\n");
        for (int row = 0; row < ROWS; row++) {
            String sku = name + "-" + row;
            if (row % (ROWS / BAD) == 1 && row / (ROWS / BAD) < BAD) {
                csv.append(sku)
                        .append(",No price,")
                        .append(row % 2 == 0 ? "" : "free")
                        .append('\n');
            } else {
                csv.append(sku).append(",Imported ").append(row).append(",12.50\n");
            }
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    private HttpResponse<String> upload(RunningShop shop, String file, byte[] content) throws Exception {
        URI api = shop.api("product-catalogue");
        return client.send(
                HttpRequest.newBuilder(URI.create(api + "/catalogue/" + file))
                        .header("Content-Type", "text/csv")
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Reads a file of errors as a person would, by lines. */
    private List<String> errors(RunningShop shop, String file) throws Exception {
        String bucket = shop.runtime()
                .assembly()
                .physicalId(
                        shop.runtime().assembly().resources("AWS::S3::Bucket").get(0));
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(
                                URI.create(shop.runtime().aws() + "/" + bucket + "/catalogue-errors/" + file + ".csv"))
                        .header(
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=" + shop.runtime().accessKey()
                                        + "/20260131/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body().lines().toList();
    }

    private static Set<String> products(RunningShop shop) {
        Set<String> stored = new HashSet<>();
        Effects.of(shop).products().forEach((id, product) -> {
            if (product.stored()) {
                stored.add(id);
            }
        });
        return stored;
    }

    private static List<Span> spans(Evidence evidence) {
        return evidence.traces().stream()
                .flatMap((Trace trace) -> trace.spans().stream())
                .toList();
    }

    private static Span only(Evidence evidence, String resource, String function) {
        List<Span> found = spans(evidence).stream()
                .filter(span -> span.resource().equals(resource))
                .filter(span -> evidence.traces().stream()
                        .filter(trace -> trace.id().equals(span.traceId()))
                        .flatMap(trace -> trace.spans().stream())
                        .anyMatch(other -> other.resource().equals("dev-" + function)))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
