package dev.tracedshop.workshop.bench;

import dev.tracedshop.local.function.Credentials;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import dev.tracedshop.workshop.shop.RunningShop;
import dev.tracedshop.workshop.step.JavaSources;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Measures how many messages a second go from a topic through a queue, with templates of its own that hold nothing else. */
public final class Throughput {
    private static final int WARM_UP = 1_000;
    private static final int MESSAGES = 5_000;
    private static final int BATCH = 10;
    private static final int PUBLISHERS = 2;
    private static final int BUDGET = 300;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Pattern RECEIPT = Pattern.compile("\"ReceiptHandle\"\\s*:\\s*\"([^\"]+)\"");

    private final Checkout checkout;
    private final Map<String, String> environment;
    private final Terminal terminal;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public Throughput(Checkout checkout, Map<String, String> environment, Terminal terminal) {
        this.checkout = checkout;
        this.environment = environment;
        this.terminal = terminal;
    }

    /** Prints messages per second to a traced function that does nothing, and to a client that receives and deletes. */
    public void print() throws InterruptedException {
        Path assembly = assembly();
        try (RunningShop shop = RunningShop.start(checkout, environment, RunningShop.Settings.of(assembly))) {
            publish(shop, "bench", WARM_UP);
            RunningShop.Mark unusedStart = shop.markAtRest(LIMIT);
            long began = System.nanoTime();
            publish(shop, "bench", MESSAGES);
            RunningShop.Mark unusedEnd = shop.markAtRest(LIMIT);
            double toFunction = perSecond(began);
            long delivered = Objects.requireNonNull(
                            shop.runtime().account().counts().get("bench"))
                    .delivered();
            if (delivered < WARM_UP + MESSAGES) {
                throw WorkshopException.setup("Only " + delivered + " of " + (WARM_UP + MESSAGES)
                        + " messages arrived, so nothing was measured.");
            }
            publish(shop, "bench-received", WARM_UP);
            receive(shop, WARM_UP);
            began = System.nanoTime();
            publish(shop, "bench-received", MESSAGES);
            receive(shop, MESSAGES);
            double toClient = perSecond(began);
            terminal.print(
                    terminal.bold("Messages per second, warm") + "  (" + MESSAGES + " in batches of " + BATCH + ")");
            terminal.print("  %-40s %5.0f      (budget %d)  %s"
                    .formatted(
                            "SNS -> SQS -> traced function",
                            toFunction,
                            BUDGET,
                            toFunction >= BUDGET ? "within" : "UNDER"));
            terminal.print("  %-40s %5.0f".formatted("SNS -> SQS -> received and deleted", toClient));
        }
    }

    private static double perSecond(long began) {
        return MESSAGES * 1e9 / (System.nanoTime() - began);
    }

    private Path assembly() {
        Path sources = checkout.root().resolve("infra/workshop/src/main/bench/throughput");
        Path target = Checkout.made(checkout.state().resolve("bench/throughput"));
        Path classes = Checkout.made(target.resolve("classes"));
        JavaSources.compile(
                checkout.root(),
                List.of(sources.resolve("Nothing.java")),
                List.of(checkout.runtimeFiles().resolve("bootstrap/aws-lambda-java-core.jar")),
                classes);
        try (OutputStream file = Files.newOutputStream(target.resolve("nothing.zip"));
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.putNextEntry(new ZipEntry("Nothing.class"));
            Files.copy(classes.resolve("Nothing.class"), zip);
            zip.closeEntry();
            for (String name : List.of("Bench.template.json", "manifest.json", "assets.json")) {
                Files.copy(sources.resolve(name), target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
            return target;
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot write " + target + ": " + e.getMessage());
        }
    }

    private void publish(RunningShop shop, String topic, int messages) throws InterruptedException {
        String arn = shop.runtime().assembly().place().arn("sns", topic);
        StringBuilder form = new StringBuilder("Action=PublishBatch&Version=2010-03-31&TopicArn=").append(encoded(arn));
        for (int i = 1; i <= BATCH; i++) {
            String entry = "&PublishBatchRequestEntries.member." + i;
            form.append(entry)
                    .append(".Id=")
                    .append(i)
                    .append(entry)
                    .append(".Message=")
                    .append(encoded("{\"n\":1}"));
        }
        inParallel(messages / BATCH, () -> call(shop, "sns", form.toString(), ""));
    }

    private void receive(RunningShop shop, int messages) throws InterruptedException {
        String queue =
                shop.runtime().aws() + "/" + shop.runtime().assembly().place().account() + "/bench-received";
        int received = 0;
        while (received < messages) {
            Matcher handles = RECEIPT.matcher(call(
                    shop,
                    "sqs",
                    "{\"QueueUrl\":\"" + queue + "\",\"MaxNumberOfMessages\":" + BATCH + ",\"WaitTimeSeconds\":5}",
                    "AmazonSQS.ReceiveMessage"));
            List<String> entries = new ArrayList<>();
            while (handles.find()) {
                entries.add("{\"Id\":\"" + entries.size() + "\",\"ReceiptHandle\":\"" + handles.group(1) + "\"}");
            }
            if (entries.isEmpty()) {
                throw WorkshopException.setup("Only " + received + " of " + messages + " messages were received.");
            }
            String unused = call(
                    shop,
                    "sqs",
                    "{\"QueueUrl\":\"" + queue + "\",\"Entries\":[" + String.join(",", entries) + "]}",
                    "AmazonSQS.DeleteMessageBatch");
            received += entries.size();
        }
    }

    private static void inParallel(int times, Runnable work) throws InterruptedException {
        ExecutorService publishers = Executors.newFixedThreadPool(PUBLISHERS);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                futures.add(publishers.submit(work));
            }
            for (Future<?> future : futures) {
                Object unused = future.get();
            }
        } catch (ExecutionException e) {
            throw WorkshopException.setup("Publishing failed, so nothing was measured: " + e.getCause());
        } finally {
            publishers.shutdownNow();
        }
    }

    /** Makes a call as an SDK would, whose signature nobody checks here. */
    private String call(RunningShop shop, String service, String body, String target) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(shop.runtime().aws() + "/"))
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=" + shop.runtime().accessKey() + "/20260101/"
                                + shop.runtime().assembly().place().region() + "/" + service
                                + "/aws4_request, SignedHeaders=host, Signature=" + Credentials.SECRET)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!target.isEmpty()) {
            request.header("X-Amz-Target", target).header("Content-Type", "application/x-amz-json-1.0");
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw WorkshopException.setup(service + " answered " + response.statusCode() + ": " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw WorkshopException.setup("The shop's AWS endpoint does not answer: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw WorkshopException.setup("Interrupted.");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
