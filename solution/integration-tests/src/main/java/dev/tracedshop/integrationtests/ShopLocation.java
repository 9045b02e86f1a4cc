package dev.tracedshop.integrationtests;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the shop under test is, and how long to wait for what it does after it has answered.
 *
 * @param api the HTTP API, without a slash at its end
 * @param patience how long an effect that follows an answer may take
 */
public record ShopLocation(URI api, Duration patience) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String OUTPUT = "ApiEndpoint";
    private static final int USUAL_PATIENCE = 90;
    private static final int LONGEST_PATIENCE = 900;

    /** Returns the location of a shop whose address is known, with the usual patience. */
    public static ShopLocation at(URI api) {
        return new ShopLocation(api, Duration.ofSeconds(USUAL_PATIENCE));
    }

    /**
     * Reads {@code shop}, the ready-file of {@code ./workshop up}, or {@code outputs}, the file of
     * {@code cdk deploy --outputs-file}; with it {@code environment}, the first part of the stacks' names ({@code dev}
     * when absent), and {@code patience} in seconds.
     *
     * @param settings returns the value of a setting, or null
     * @param directory what file names are relative to
     * @throws ConfigurationException naming everything that is wrong
     */
    public static ShopLocation read(Function<String, ? extends @Nullable String> settings, Path directory) {
        return new Reader(settings, directory).read();
    }

    private static final class Reader {
        private final Function<String, ? extends @Nullable String> settings;
        private final Path directory;
        private final List<String> problems = new ArrayList<>();

        Reader(Function<String, ? extends @Nullable String> settings, Path directory) {
            this.settings = settings;
            this.directory = directory;
        }

        ShopLocation read() {
            Optional<Path> shop = setting("shop").map(directory::resolve);
            Optional<Path> outputs = setting("outputs").map(directory::resolve);
            if (shop.isPresent() == outputs.isPresent()) {
                problems.add(
                        shop.isPresent()
                                ? "-Dshop and -Doutputs are both given; give the one whose shop is meant"
                                : "give -Dshop=FILE, the file that ./workshop up --ready-file FILE writes, or -Doutputs=FILE, the"
                                        + " file that cdk deploy --outputs-file FILE writes");
            }
            Optional<URI> local = shop.flatMap(file -> content(file, "shop").flatMap(json -> ofReadyFile(file, json)));
            Optional<URI> deployed =
                    outputs.flatMap(file -> content(file, "outputs").flatMap(json -> ofOutputs(file, json)));
            Optional<Duration> patience = patience();
            Optional<URI> api = local.or(() -> deployed);
            if (!problems.isEmpty() || api.isEmpty() || patience.isEmpty()) {
                throw new ConfigurationException(problems);
            }
            return new ShopLocation(api.get(), patience.get());
        }

        private Optional<String> setting(String name) {
            return Optional.<String>ofNullable(settings.apply(name)).filter(value -> !value.isBlank());
        }

        private Optional<Duration> patience() {
            String text = setting("patience").orElse(Integer.toString(USUAL_PATIENCE));
            // Longer numbers need no parsing to be too high.
            if (text.matches("[0-9]{1,6}")) {
                int seconds = Integer.parseInt(text);
                if (seconds >= 1 && seconds <= LONGEST_PATIENCE) {
                    return Optional.of(Duration.ofSeconds(seconds));
                }
            }
            problems.add("-Dpatience=%s: give whole seconds, 1 to %d".formatted(text, LONGEST_PATIENCE));
            return Optional.empty();
        }

        private Optional<JsonNode> content(Path file, String setting) {
            try {
                JsonNode json = JSON.readTree(Files.readString(file));
                if (json.isObject()) {
                    return Optional.of(json);
                }
                problems.add("-D%s: %s holds no JSON object".formatted(setting, file));
            } catch (NoSuchFileException e) {
                problems.add("-D%s: there is no file %s".formatted(setting, file));
            } catch (JacksonException e) {
                problems.add("-D%s: %s is not JSON: %s".formatted(setting, file, e.getOriginalMessage()));
            } catch (IOException e) {
                problems.add("-D%s: %s cannot be read: %s".formatted(setting, file, e));
            }
            return Optional.empty();
        }

        private Optional<URI> ofReadyFile(Path file, JsonNode json) {
            JsonNode api = json.path("api");
            if (api.isMissingNode()) {
                problems.add("-Dshop: %s has no \"api\"; is it a ready-file of ./workshop up?".formatted(file));
                return Optional.empty();
            }
            return address(file + ": api", api);
        }

        private Optional<URI> ofOutputs(Path file, JsonNode json) {
            String stack = setting("environment").orElse("dev") + "-product-api";
            JsonNode api = json.path(stack).path(OUTPUT);
            if (api.isMissingNode()) {
                problems.add(
                        "-Doutputs: %s has no output %s of a stack %s; its stacks are %s (-Denvironment=NAME chooses another)"
                                .formatted(file, OUTPUT, stack, names(json)));
                return Optional.empty();
            }
            return address(file + ": " + stack + "." + OUTPUT, api);
        }

        private static String names(JsonNode json) {
            return json.isEmpty()
                    ? "none"
                    : json.properties().stream().map(Map.Entry::getKey).collect(Collectors.joining(", "));
        }

        private Optional<URI> address(String where, JsonNode value) {
            String text = value.asText().replaceFirst("/+$", "");
            try {
                URI address = new URI(text);
                if (value.isTextual()
                        && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                        && address.getHost() != null) {
                    return Optional.of(address);
                }
            } catch (URISyntaxException e) {
                problems.add("%s is %s, which is no address: %s".formatted(where, value, e.getReason()));
                return Optional.empty();
            }
            problems.add("%s is %s, which is no http or https address".formatted(where, value));
            return Optional.empty();
        }
    }
}
