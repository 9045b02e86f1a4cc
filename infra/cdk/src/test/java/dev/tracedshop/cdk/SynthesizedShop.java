package dev.tracedshop.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awscdk.AppProps;

/**
 * The shop's assembly under given settings, synthesized once for all tests.
 *
 * <p>Starting jsii takes seconds and each assembly after the first a fraction of one, so the tests share both.
 */
record SynthesizedShop(Path directory) {
    private static final String TEMPLATE = ".template.json";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<Map<String, String>, SynthesizedShop> SYNTHESIZED = new ConcurrentHashMap<>();

    /** Tracing off, and cdk-nag on: what it finds then has to be answered as well. */
    static final Map<String, String> UNTRACED = Map.of("tracing", "off", "nag", "on");

    /** With the redrive that starts by itself and the log transport, and cdk-nag on. */
    static final Map<String, String> EXTENDED = Map.of("redrive", "true", "logTransport", "true", "nag", "on");

    /** Whatever can be chosen chosen otherwise, in one synthesis. */
    static final Map<String, String> OTHERWISE = Map.of(
            "env", "team-a",
            "architecture", "arm64",
            "datadogSite", "datadoghq.eu",
            "datadogForwarderArn", "arn:aws:lambda:eu-west-1:123456789012:function:datadog-forwarder",
            "supplierTransport", "log");

    static SynthesizedShop byDefault() {
        return with(Map.of());
    }

    static SynthesizedShop with(Map<String, String> settings) {
        return SYNTHESIZED.computeIfAbsent(settings, SynthesizedShop::synthesize);
    }

    private static SynthesizedShop synthesize(Map<String, String> settings) {
        try {
            SynthesizedShop shop = new SynthesizedShop(Files.createTempDirectory(Path.of("target"), "assembly"));
            try {
                ShopApp.synthesize(AppProps.builder()
                        .outdir(shop.directory.toAbsolutePath().toString())
                        .context(settings));
            } catch (SetupException e) {
                throw new AssertionError(shop.file("validation-report.json").toPrettyString(), e);
            }
            return shop;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the template of one stack, by the stack's id in the app. */
    JsonNode template(String stack) {
        return file(stack + TEMPLATE);
    }

    /** Returns the ids of all stacks, in alphabetical order. */
    List<String> stacks() {
        return files(TEMPLATE)
                .map(name -> name.substring(0, name.length() - TEMPLATE.length()))
                .toList();
    }

    Stream<JsonNode> templates() {
        return stacks().stream().map(this::template);
    }

    /** Reads a JSON file of the assembly. */
    JsonNode file(String name) {
        try {
            return JSON.readTree(directory.resolve(name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the metadata of all constructs of all stacks, in no order that matters. */
    Stream<JsonNode> metadata() {
        return files(".metadata.json").flatMap(name -> stream(file(name))).flatMap(SynthesizedShop::stream);
    }

    private Stream<String> files(String ending) {
        try (Stream<Path> files = Files.list(directory)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stream<JsonNode> resources() {
        return templates().flatMap(template -> stream(template.path("Resources")));
    }

    Stream<JsonNode> resources(String type) {
        return resources().filter(resource -> resource.path("Type").asText().equals(type));
    }

    /** Returns the one resource of a type. */
    JsonNode resource(String type) {
        List<JsonNode> found = resources(type).toList();
        assertThat(found).as(type).hasSize(1);
        return found.get(0);
    }

    /** Returns the table with the given name. */
    JsonNode table(String name) {
        return resources("AWS::DynamoDB::Table")
                .filter(table -> table.at("/Properties/TableName").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No table " + name));
    }

    /** Returns the function with the given name, as the template describes it. */
    JsonNode function(String name) {
        return resources("AWS::Lambda::Function")
                .map(resource -> resource.path("Properties"))
                .filter(properties -> properties.path("FunctionName").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No function " + name));
    }

    static Stream<JsonNode> stream(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }
}
