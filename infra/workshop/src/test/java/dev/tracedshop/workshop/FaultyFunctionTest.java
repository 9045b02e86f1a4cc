package dev.tracedshop.workshop;

import static dev.tracedshop.workshop.ShopTest.only;
import static dev.tracedshop.workshop.ShopTest.traceOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.workshop.shop.RunningShop;
import dev.tracedshop.workshop.step.JavaSources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a function does wrong is answered as AWS would, is seen in its trace, and leaves the next request in peace. */
@WholeShop
class FaultyFunctionTest {
    private static Function function;
    private static FunctionDefinition sound;
    private static HttpShop http;

    @BeforeAll
    static void putFaultyCodeInFront(RunningShop shop) {
        function = shop.runtime().functions().find("dev-get-product").orElseThrow();
        sound = function.definition();
        http = new HttpShop(shop.api());
        Path classes = SharedShop.CHECKOUT.root().resolve("infra/workshop/target/faulty");
        Path source = SharedShop.CHECKOUT.root().resolve("infra/workshop/src/test/faulty/GetProduct.java");
        JavaSources.compile(SharedShop.CHECKOUT.root(), List.of(source), sound.classPath(), classes);
        FunctionDefinition faulty = sound.withClassesInFront(classes);
        function.replace(new FunctionDefinition(
                faulty.name(),
                faulty.arn(),
                faulty.path(),
                faulty.handler(),
                faulty.runtime(),
                faulty.architecture(),
                faulty.memoryMb(),
                Duration.ofSeconds(5),
                faulty.environment(),
                faulty.role(),
                faulty.tracing(),
                faulty.classPath()));
    }

    @AfterAll
    static void putSoundCodeBack() {
        function.replace(sound);
    }

    private Span invocationOf(RunningShop shop, String behaviour) throws InterruptedException {
        Response response = http.get("/product/" + behaviour);
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.body()).isEqualTo("{\"message\":\"Internal Server Error\"}");
        Span invocation = only(traceOf(shop, response), "aws.lambda");
        assertThat(invocation.error()).isTrue();
        Response next = http.get("/product/fine");
        assertThat(next.body()).isEqualTo("fine");
        assertThat(only(traceOf(shop, next), "aws.lambda").error()).isFalse();
        return invocation;
    }

    @Test
    void itThrows(RunningShop shop) throws Exception {
        Span invocation = invocationOf(shop, "throw");

        assertThat(invocation.tag("error.type")).contains("java.lang.IllegalStateException");
        assertThat(invocation.tag("error.msg")).contains("no tea");
    }

    /** The tracer never tells the extension of such an end: a line break fits in no header. */
    @Test
    void itThrowsAMessageOfTwoLines(RunningShop shop) throws Exception {
        Span invocation = invocationOf(shop, "throw-two-lines");

        assertThat(invocation.tag("error.type")).contains("java.lang.IllegalStateException");
        assertThat(invocation.tag("error.msg")).contains("no tea\nand no café");
    }

    @Test
    void itNeverEnds(RunningShop shop) throws Exception {
        // The first call of a process is slower than the timeout of this test's function allows.
        Span invocation = invocationOf(shop, "hang");

        assertThat(invocation.tag("error.type")).contains("Timeout");
    }

    @Test
    void itEndsItsProcess(RunningShop shop) throws Exception {
        Span invocation = invocationOf(shop, "exit");

        assertThat(invocation.tag("error.msg").orElseThrow()).contains("exit status 7");
    }

    /** The lines are kept up to a bound, so that one function cannot fill the memory of all. */
    @Test
    void itPrintsOneLineWithoutEnd(RunningShop shop) throws Exception {
        Response response = http.get("/product/print-one-line");
        assertThat(response.status()).isEqualTo(500);

        long kept = traceOf(shop, response).logs().stream()
                .mapToLong(line -> line.text().length())
                .sum();
        assertThat(kept).isBetween(1L << 18, 1L << 21);
        assertThat(http.get("/product/fine").body()).isEqualTo("fine");
    }

    @Test
    void itPrintsWithoutEnd(RunningShop shop) throws Exception {
        Span invocation = invocationOf(shop, "print");

        assertThat(invocation.tag("error.type")).contains("Timeout");
    }
}
