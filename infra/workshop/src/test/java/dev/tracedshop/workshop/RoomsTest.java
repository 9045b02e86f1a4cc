package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Dependencies between the modules point one way; this is the list of the arrows that there may be. */
class RoomsTest {
    /** Which modules of ours a module may have on its class path when it runs. */
    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("solution/events", Set.of()),
            // For tests: no function has it on its class path.
            Map.entry("solution/testing", Set.of("events")),
            Map.entry("solution/tracing", Set.of("events")),
            Map.entry("solution/function", Set.of("tracing")),
            Map.entry("solution/delivery", Set.of("events", "tracing")),
            Map.entry("solution/product-api", Set.of("events", "tracing", "function")),
            Map.entry("solution/product-pricing", Set.of("events", "tracing", "function", "delivery")),
            Map.entry("solution/product-publisher", Set.of("events", "tracing", "function", "delivery")),
            Map.entry("solution/product-changes", Set.of("tracing", "function")),
            Map.entry("solution/product-catalogue", Set.of("events", "tracing", "function")),
            Map.entry("solution/inventory-acl", Set.of("events", "tracing", "function", "delivery")),
            Map.entry("solution/inventory-ordering", Set.of("events", "tracing", "function")),
            Map.entry("solution/analytics", Set.of("events", "tracing", "function", "delivery")),
            Map.entry("solution/operations", Set.of("events", "tracing", "function")),
            // Another company: it shares no code with the shop.
            Map.entry("solution/supplier", Set.of()),
            Map.entry("solution/sampling", Set.of()),
            Map.entry("solution/integration-tests", Set.of()),
            Map.entry("infra/trace", Set.of()),
            Map.entry("infra/telemetry", Set.of("trace")),
            Map.entry("infra/bootstrap", Set.of()),
            Map.entry("infra/object-store", Set.of()),
            Map.entry("infra/local", Set.of()),
            Map.entry("infra/cdk", Set.of()),
            Map.entry("infra/workshop", Set.of("trace", "telemetry", "local", "sampling")));

    /** A step works on modules of the solution, and on nothing else. */
    private static Set<String> allowed(String module) {
        if (module.startsWith("steps/")) {
            return ALLOWED.keySet().stream()
                    .filter(other -> other.startsWith("solution/"))
                    .map(other -> other.substring("solution/".length()))
                    .collect(Collectors.toSet());
        }
        return ALLOWED.getOrDefault(module, Set.of());
    }

    @Test
    void everyModuleDependsOnWhatItMay() throws Exception {
        Element root = parse(SharedShop.CHECKOUT.root().resolve("pom.xml"));
        List<String> modules = texts(root, "module");
        assertThat(modules.stream().filter(module -> !module.startsWith("steps/")))
                .containsExactlyInAnyOrderElementsOf(ALLOWED.keySet());
        for (String module : modules) {
            Set<String> used = ours(SharedShop.CHECKOUT.root().resolve(module).resolve("pom.xml"));
            assertThat(used).as(module).isSubsetOf(allowed(module));
        }
    }

    /** The runtime runs any templates; the moment it knows the shop's names it is no longer the same thing that AWS is. */
    @Test
    void theRuntimeKnowsNothingOfTheShop() throws Exception {
        for (String room :
                List.of("infra/local", "infra/object-store", "infra/bootstrap", "infra/telemetry", "infra/trace")) {
            Path sources = SharedShop.CHECKOUT.root().resolve(room).resolve("src/main/java");
            try (var files = Files.walk(sources)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    assertThat(Files.readString(file))
                            .as(file.toString())
                            .doesNotContain(
                                    "dev.tracedshop.productapi",
                                    "dev.tracedshop.events",
                                    "dev.tracedshop.tracing",
                                    "dev.tracedshop.cdk");
                }
            }
        }
    }

    private static Set<String> ours(Path pom) throws Exception {
        Set<String> used = new TreeSet<>();
        NodeList dependencies = parse(pom).getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            boolean ours = texts(dependency, "groupId").contains("dev.tracedshop");
            boolean runs = !texts(dependency, "scope").contains("test");
            if (ours && runs) {
                used.addAll(texts(dependency, "artifactId"));
            }
        }
        return used;
    }

    private static List<String> texts(Element element, String name) {
        List<String> texts = new ArrayList<>();
        NodeList found = element.getElementsByTagName(name);
        for (int i = 0; i < found.getLength(); i++) {
            Node node = found.item(i);
            texts.add(node.getTextContent().strip());
        }
        return texts;
    }

    private static Element parse(Path file) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
    }
}
