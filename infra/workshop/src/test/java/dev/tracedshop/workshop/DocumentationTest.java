package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.workshop.step.Regions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Text that shows code, names files or lists dependencies is held against the code, the files and the POMs. */
class DocumentationTest {
    private static final Path ROOT = SharedShop.CHECKOUT.root();
    private static final Pattern INCLUDE =
            Pattern.compile("<!-- include: solution/(\\S+#\\S+) -->\\n```(?:java|json)\\n(.*?)\\n```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#\\s]+)(?:#[^)]*)?\\)");

    private static List<Path> texts() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> {
                        String path = ROOT.relativize(file).toString();
                        return !path.contains("node_modules") && !path.contains("target") && !path.startsWith(".");
                    })
                    .toList();
        }
    }

    @Test
    void codeInTextIsTheCompiledCode() throws IOException {
        int included = 0;
        for (Path text : texts()) {
            Matcher matcher = INCLUDE.matcher(Files.readString(text));
            while (matcher.find()) {
                included++;
                assertThat(Regions.find(SharedShop.CHECKOUT, matcher.group(1))
                                .map(region -> comparable(matcher, region)))
                        .as("%s includes %s", text, matcher.group(1))
                        .contains(comparable(matcher, matcher.group(2)));
            }
            assertThat(Files.readAllLines(text).stream().filter(line -> line.startsWith("<!-- include:")))
                    .as("%s: every include is followed by a fenced block of Java or JSON", text)
                    .hasSize((int)
                            INCLUDE.matcher(Files.readString(text)).results().count());
        }
        assertThat(included).as("includes found").isPositive();
    }

    /** Of Java the text; of JSON what it says, for a text may break its lines elsewhere. */
    private static Object comparable(Matcher include, String code) {
        if (!include.group(1).contains("#/")) {
            return code.stripIndent().strip();
        }
        try {
            return new ObjectMapper().readTree(code);
        } catch (JacksonException e) {
            return e.getOriginalMessage();
        }
    }

    @Test
    void linksInTextLeadSomewhere() throws IOException {
        for (Path text : texts()) {
            Matcher matcher = LINK.matcher(Files.readString(text));
            while (matcher.find()) {
                assertThat(text.resolveSibling(matcher.group(1)))
                        .as("%s links to it", text)
                        .exists();
            }
        }
    }

    @Test
    void scriptsNameTheDependenciesOfTheTraceModule() throws IOException {
        String root = Files.readString(ROOT.resolve("pom.xml"));
        String jackson = property(root, "jackson.version");
        String jspecify = property(root, "jspecify.version");
        try (Stream<Path> steps = Files.list(ROOT.resolve("steps"))) {
            for (Path script : steps.map(step -> step.resolve("Step.java"))
                    .filter(Files::exists)
                    .toList()) {
                assertThat(Files.readAllLines(script).stream()
                                .filter(line -> line.startsWith("//DEPS"))
                                .toList())
                        .as(script.toString())
                        .containsExactlyInAnyOrder(
                                "//DEPS com.fasterxml.jackson.core:jackson-databind:" + jackson,
                                "//DEPS org.jspecify:jspecify:" + jspecify);
            }
        }
    }

    @Test
    void jbangsCommentsAreAsItReadsThem() throws IOException {
        try (Stream<Path> steps = Files.list(ROOT.resolve("steps"))) {
            for (Path script : steps.map(step -> step.resolve("Step.java"))
                    .filter(Files::exists)
                    .toList()) {
                assertThat(Files.readAllLines(script))
                        .startsWith("///usr/bin/env jbang \"$0\" \"$@\" ; exit $?", "//JAVA 17+")
                        .contains("//SOURCES ../../infra/trace/src/main/java/**/*.java");
            }
        }
    }

    @Test
    void theListOfWhatRunsHereIsComplete() throws IOException {
        String text = Files.readString(ROOT.resolve("docs/local-runtime.md"));

        assertThat(Assembly.supportedTypes())
                .isNotEmpty()
                .allSatisfy(type -> assertThat(text).contains("`" + type + "`"));
    }

    private static String property(String pom, String name) {
        Matcher matcher =
                Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)<").matcher(pom);
        assertThat(matcher.find()).as(name).isTrue();
        return matcher.group(1);
    }
}
