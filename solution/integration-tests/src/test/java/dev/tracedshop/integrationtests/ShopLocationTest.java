package dev.tracedshop.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShopLocationTest {

    private static final String READY = """
            {"api": "http://127.0.0.1:8080", "viewer": "http://127.0.0.1:8081",
             "outputs": {"dev-product-api.ApiEndpoint": "http://127.0.0.1:8080"}}""";
    private static final String DEPLOYED = """
            {"dev-shared-bus": {"BusName": "dev-shop"},
             "dev-product-api": {"ApiEndpoint": "https://a1.execute-api.eu-west-1.amazonaws.com/"},
             "test-product-api": {"ApiEndpoint": "https://b2.execute-api.eu-west-1.amazonaws.com"}}""";

    @TempDir
    Path directory;

    @Test
    void readyFileNamesTheShopHere() throws IOException {
        file("ready.json", READY);

        assertThat(read(Map.of("shop", "ready.json")))
                .isEqualTo(new ShopLocation(URI.create("http://127.0.0.1:8080"), Duration.ofSeconds(90)));
    }

    @Test
    void outputsNameTheDeployedShop() throws IOException {
        file("outputs.json", DEPLOYED);

        assertThat(read(Map.of("outputs", "outputs.json", "patience", "300")))
                .isEqualTo(new ShopLocation(
                        URI.create("https://a1.execute-api.eu-west-1.amazonaws.com"), Duration.ofMinutes(5)));
    }

    @Test
    void environmentChoosesAmongDeployedShops() throws IOException {
        file("outputs.json", DEPLOYED);

        assertThat(read(Map.of("outputs", "outputs.json", "environment", "test"))
                        .api())
                .hasToString("https://b2.execute-api.eu-west-1.amazonaws.com");
        refuses(
                Map.of("outputs", "outputs.json", "environment", "prod"),
                "-Doutputs: FILE/outputs.json has no output ApiEndpoint of a stack prod-product-api; its stacks are"
                        + " dev-shared-bus, dev-product-api, test-product-api (-Denvironment=NAME chooses another)");
    }

    @Test
    void absoluteFileNamesStayAsTheyAre() throws IOException {
        Path file = file("ready.json", READY);

        assertThat(ShopLocation.read(Map.of("shop", file.toString())::get, Path.of("elsewhere"))
                        .api())
                .hasToString("http://127.0.0.1:8080");
    }

    @Test
    void settingsThatAreMissingAreAskedFor() {
        refuses(
                Map.of("shop", " "),
                "give -Dshop=FILE, the file that ./workshop up --ready-file FILE writes, or -Doutputs=FILE, the file that"
                        + " cdk deploy --outputs-file FILE writes");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws IOException {
        file("broken.json", "{\"api\": ");
        ConfigurationException refusal = refuses(
                Map.of("shop", "broken.json", "outputs", "missing.json", "patience", "long"),
                "-Dshop and -Doutputs are both given; give the one whose shop is meant",
                "-Dshop: FILE/broken.json is not JSON: ",
                "-Doutputs: there is no file FILE/missing.json",
                "-Dpatience=long: give whole seconds, 1 to 900");

        assertThat(refusal.getStackTrace()).isEmpty();
    }

    @Test
    void otherJsonIsToldFromTheRightOne() throws IOException {
        file("list.json", "[]");
        file("other.json", "{}");
        file("directory/inside.json", "{}");

        refuses(Map.of("shop", "list.json"), "-Dshop: FILE/list.json holds no JSON object");
        refuses(
                Map.of("shop", "other.json"),
                "-Dshop: FILE/other.json has no \"api\"; is it a ready-file of ./workshop up?");
        refuses(
                Map.of("outputs", "other.json"),
                "-Doutputs: FILE/other.json has no output ApiEndpoint of a stack dev-product-api; its stacks are none"
                        + " (-Denvironment=NAME chooses another)");
        refuses(Map.of("outputs", "directory"), "-Doutputs: FILE/directory cannot be read: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "null", "\"ftp://127.0.0.1\"", "\"http:///product\"", "\"127.0.0.1:8080\"", "\"\""})
    void addressThatCannotBeCalledIsRefused(String address) throws IOException {
        file("ready.json", "{\"api\": " + address + "}");

        refuses(Map.of("shop", "ready.json"), "FILE/ready.json: api is " + address + ", which is no ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "901", "-1", "1.5", "99999999999"})
    void patienceHasLimits(String patience) throws IOException {
        file("ready.json", READY);

        refuses(
                Map.of("shop", "ready.json", "patience", patience),
                "-Dpatience=" + patience + ": give whole seconds, 1 to 900");
    }

    private ShopLocation read(Map<String, String> settings) {
        return ShopLocation.read(settings::get, directory);
    }

    /** Checks that each line of the message begins as given, and that there is no other; FILE stands for the directory. */
    private ConfigurationException refuses(Map<String, String> settings, String... beginnings) {
        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, () -> read(settings));
        assertThat(refusal).as("the refusal of %s", settings).isNotNull();
        assertThat(String.valueOf(refusal.getMessage())
                        .replace(directory.toString(), "FILE")
                        .lines()
                        .skip(1))
                .zipSatisfy(
                        List.of(beginnings),
                        (line, beginning) -> assertThat(line).startsWith("  - " + beginning));
        return refusal;
    }

    private Path file(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
