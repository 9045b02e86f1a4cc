package dev.tracedshop.workshop.shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.Outcome;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.LocalShop;
import dev.tracedshop.trace.expect.ProgramOutcome;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.WorkshopException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A running shop as a scenario drives it. What it holds back is released when it is closed. */
public final class ShopOfThisMachine implements LocalShop, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration REST_DEADLINE = Duration.ofMinutes(1);

    /** Runs a program in a process of its own. */
    public interface Programs {
        /** Runs a program with some lines as its standard input. */
        ProgramOutcome run(String program, List<String> input) throws InterruptedException;
    }

    private final RunningShop shop;
    private final RunningShop.Mark since;
    private final Programs programs;
    private final Set<Function> held = new LinkedHashSet<>();
    private @Nullable HttpShop http;

    /**
     * Drives a shop.
     *
     * @param since what was stored before is of no interest
     * @param programs what runs beside the shop
     */
    public ShopOfThisMachine(RunningShop shop, RunningShop.Mark since, Programs programs) {
        this.shop = shop;
        this.since = since;
        this.programs = programs;
    }

    @Override
    public Response get(String path) {
        return http().get(path);
    }

    @Override
    public Response post(String path, String body) {
        return http().post(path, body);
    }

    @Override
    public Response put(String path, String body) {
        return http().put(path, body);
    }

    @Override
    public Response delete(String path) {
        return http().delete(path);
    }

    /** A step may do without an API, and so without the stack that has one: it is looked for when it is called. */
    private HttpShop http() {
        HttpShop known = http;
        if (known == null) {
            known = new HttpShop(shop.api());
            http = known;
        }
        return known;
    }

    @Override
    public Shop api(String stack) {
        return new HttpShop(shop.api(stack));
    }

    @Override
    public Response invoke(String function, String event) {
        Function invoked = shop.function(function);
        String requestId = UUID.randomUUID().toString();
        Outcome outcome = invoked.invoke(requestId, event.getBytes(StandardCharsets.UTF_8), "")
                .join();
        return new Response(
                "invoke " + invoked.definition().name(),
                outcome.succeeded() ? 200 : 500,
                Map.of(Response.REQUEST_ID_HEADER, List.of(requestId)),
                new String(outcome.payload(), StandardCharsets.UTF_8));
    }

    @Override
    public JsonNode call(String service, String target, String request) {
        try {
            return shop.runtime().call(service, target, JSON.readTree(request));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The request to " + target + " is no JSON: " + e.getOriginalMessage());
        } catch (AwsError e) {
            throw WorkshopException.setup(target + " was refused: " + e.getMessage());
        }
    }

    @Override
    public String queueUrl(String queue) {
        String suffix = "-" + queue;
        return shop.runtime().assembly().resources("AWS::SQS::Queue").stream()
                .map(resource -> shop.runtime().assembly().attribute(resource, "QueueUrl"))
                .filter(url -> url.endsWith(suffix))
                .findFirst()
                .orElseThrow(() -> WorkshopException.setup("The templates have no queue named …" + suffix + "."));
    }

    @Override
    public void hold(String function) {
        Function holding = shop.function(function);
        if (!shop.runtime().hold(holding, true)) {
            throw WorkshopException.setup(function + " reads no queue, so nothing can wait for it.");
        }
        held.add(holding);
    }

    @Override
    public void release(String function) {
        Function holding = shop.function(function);
        shop.runtime().hold(holding, false);
        held.remove(holding);
    }

    @Override
    public void failNext(String operation, int calls) {
        shop.runtime().failNext(operation, calls);
    }

    @Override
    public void rest() throws InterruptedException {
        RunningShop.Mark unused = shop.markAtRest(REST_DEADLINE);
    }

    @Override
    public List<Trace> traces() {
        return shop.traces(since);
    }

    @Override
    public ProgramOutcome run(String program, List<String> input) throws InterruptedException {
        return programs.run(program, input);
    }

    @Override
    public void close() {
        held.forEach(function -> shop.runtime().hold(function, false));
        held.clear();
    }
}
