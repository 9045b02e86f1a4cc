package dev.tracedshop.local.logs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.Hurry;
import dev.tracedshop.local.Quiet;
import dev.tracedshop.local.delivery.AsynchronousInvocations;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.Functions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/**
 * Gives the lines of log groups to the functions that have subscribed to them, as
 * <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html">CloudWatch Logs does it</a>.
 */
public final class LogDelivery implements AutoCloseable {
    /*
     * The first line for a filter and a stream opens a batch; what follows within the window joins it, unless the batch would become too
     * large, in which case it leaves at once and the line opens the next. A batch is an activity from its first line until Lambda has
     * accepted its event, which is an activity of its own by then: so a line that was not delivered yet is work left to do. One thread
     * sends all batches, so those of a stream come in their order.
     */

    /** CloudWatch does not document how long it gathers lines; on AWS it is a matter of seconds. */
    private static final Duration WINDOW = Duration.ofSeconds(1);

    /** Compressed and in base64 this stays below what an asynchronous invocation may carry, whatever the lines are. */
    private static final int MAX_CHARACTERS = 192 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<SubscriptionFilter> filters;
    private final String owner;
    private final Functions functions;
    private final AsynchronousInvocations invocations;
    private final Quiet quiet;
    private final Account account;
    private final Hurry hurry;
    private final Object lock = new Object();
    private final Map<Key, Batch> open = new LinkedHashMap<>();
    private long lines;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "log-delivery");
        thread.setDaemon(true);
        return thread;
    });

    private record Key(SubscriptionFilter filter, String stream) {}

    private record Event(String id, LogLine line) {}

    private static final class Batch {
        final Key key;
        final List<Event> events = new ArrayList<>();
        final Quiet.Activity activity;
        int characters;

        Batch(Key key, Quiet.Activity activity) {
            this.key = key;
            this.activity = activity;
        }
    }

    /**
     * Begins to deliver.
     *
     * @param log where the lines come from
     * @param owner the account that the log groups belong to
     */
    public LogDelivery(
            CapturedLog log,
            String owner,
            Functions functions,
            AsynchronousInvocations invocations,
            Quiet quiet,
            Account account,
            Hurry hurry) {
        this.filters = log.filters();
        this.owner = owner;
        this.functions = functions;
        this.invocations = invocations;
        this.quiet = quiet;
        this.account = account;
        this.hurry = hurry;
        filters.forEach(filter -> account.open(destination(filter).definition().name()));
        log.tell(this::take);
    }

    private Function destination(SubscriptionFilter filter) {
        return functions
                .find(filter.destination())
                .orElseThrow(() -> new IllegalStateException("The assembly was checked, yet has no "
                        + filter.destination() + " for the filter " + filter.name()));
    }

    private void take(LogLine line) {
        synchronized (lock) {
            for (SubscriptionFilter filter : filters) {
                if (filter.writers().contains(line.function())) {
                    add(new Key(filter, line.stream()), line);
                }
            }
        }
    }

    private void add(Key key, LogLine line) {
        Batch batch = open.get(key);
        if (batch != null && batch.characters + line.text().length() > MAX_CHARACTERS) {
            open.remove(key);
            soon(batch, Duration.ZERO);
            batch = null;
        }
        if (batch == null) {
            batch = new Batch(key, quiet.begin("log lines of " + key.filter().logGroup()));
            open.put(key, batch);
            soon(batch, hurry.shorten(WINDOW));
        }
        // As long as CloudWatch's ids, and like them in the order of the lines.
        batch.events.add(new Event("%020d%036d".formatted(line.at().toEpochMilli(), ++lines), line));
        batch.characters += line.text().length();
    }

    private void soon(Batch batch, Duration wait) {
        try {
            var unused = timer.schedule(() -> deliver(batch), wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            batch.activity.close(); // The runtime ends, and everything undelivered with it.
        }
    }

    private void deliver(Batch batch) {
        List<Event> events;
        synchronized (lock) {
            open.remove(batch.key, batch);
            // A batch that left before its window ended is met here a second time, and empty.
            events = List.copyOf(batch.events);
            batch.events.clear();
        }
        if (events.isEmpty()) {
            return;
        }
        try {
            Function function = destination(batch.key.filter());
            String name = function.definition().name();
            account.published(name);
            String unused = invocations.accept(function, event(batch.key, events), "", name);
        } catch (RuntimeException e) {
            System.err.println("Log lines of " + batch.key.filter().logGroup() + " could not be delivered to "
                    + batch.key.filter().destination() + ": " + e);
        } finally {
            batch.activity.close();
        }
    }

    private byte[] event(Key key, List<Event> events) {
        ObjectNode message = JSON.createObjectNode()
                .put("messageType", "DATA_MESSAGE")
                .put("owner", owner)
                .put("logGroup", key.filter().logGroup())
                .put("logStream", key.stream());
        message.putArray("subscriptionFilters").add(key.filter().name());
        ArrayNode logEvents = message.putArray("logEvents");
        events.forEach(event -> logEvents
                .addObject()
                .put("id", event.id())
                .put("timestamp", event.line().at().toEpochMilli())
                .put("message", event.line().text()));
        ObjectNode wrapped = JSON.createObjectNode();
        wrapped.putObject("awslogs").put("data", Base64.getEncoder().encodeToString(zipped(message.toString())));
        return wrapped.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] zipped(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // Memory takes everything.
        }
        return bytes.toByteArray();
    }

    /** Ends; what was not delivered yet is dropped with everything else in this runtime. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
