package dev.tracedshop.workshop.step;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.trace.expect.Expectation;
import dev.tracedshop.trace.expect.LocalShop;
import dev.tracedshop.trace.expect.Scenario;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Loads a step's {@code Step.java}: the scenario it plays and the trace it expects. It is the same file that jbang runs. */
final class StepScript {
    private StepScript() {}

    /** Compiles and loads the script. */
    static Scenario load(Checkout checkout, Path directory, Path target) {
        Path source = directory.resolve("Step.java");
        JavaSources.compile(checkout.root(), List.of(source), classPath(), target);
        try {
            // Not closed: the script's classes may be loaded as long as the scenario is in use.
            @SuppressWarnings("resource")
            URLClassLoader loader =
                    new URLClassLoader(new URL[] {target.toUri().toURL()}, StepScript.class.getClassLoader());
            return (Scenario) loader.loadClass("Step").getConstructor().newInstance();
        } catch (MalformedURLException | ReflectiveOperationException | ClassCastException e) {
            throw WorkshopException.setup(
                    source + " must hold a public class Step with a public constructor that implements Scenario: " + e);
        }
    }

    /** The script may use what its //DEPS and //SOURCES name: the trace module and Jackson. */
    private static List<Path> classPath() {
        return Stream.of(Scenario.class, JsonNode.class, JsonParser.class, JsonProperty.class)
                .map(StepScript::locationOf)
                .toList();
    }

    static Path locationOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The JVM gave " + type + " a location that is no URI", e);
        }
    }

    /** Runs a scenario; what it cannot do is told without a stack trace. */
    static Expectation play(Scenario scenario, LocalShop shop) throws InterruptedException {
        try {
            return scenario.play(shop);
        } catch (WorkshopException | InterruptedException e) {
            throw e;
        } catch (IOException e) {
            throw WorkshopException.setup("The shop does not answer: " + e.getMessage());
        } catch (Exception e) {
            throw WorkshopException.setup("The step's scenario could not be played to its end: " + e);
        }
    }
}
